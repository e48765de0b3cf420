// The audit log's lines, and the file that they go to.
#include "fcgi/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "tests/core/thrown.h"
#include "tests/fcgi/captured_log.h"

namespace {

using fcgi::Attempt;
using fcgi::Audit;
using fcgi::to_line;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

namespace fs = std::filesystem;

Attempt suspended() {
    Attempt attempt;
    attempt.user = "admin";
    attempt.from = "192.0.2.1";
    attempt.mode = "insecure";
    attempt.method = "POST";
    attempt.host = "alpha";
    attempt.owner = "client1";
    attempt.domain = "vm1";
    attempt.uuid = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
    attempt.function = "virDomainSuspend";
    attempt.status = 200;
    attempt.result = "done";
    attempt.taken = std::chrono::milliseconds(12);
    return attempt;
}

Attempt with(std::vector<core::Argument> arguments) {
    Attempt attempt = suspended();
    attempt.arguments = core::Arguments(std::move(arguments));
    return attempt;
}

// The line's keys as a program reads them: a value that starts with a quote ends at the next one.
std::vector<std::string> keys_of(std::string_view line) {
    std::vector<std::string> keys;
    std::string key;
    bool is_quoted = false;
    bool is_value = false;
    for (const char c : line.substr(line.find(' ') + 1)) {
        if (c == '"') is_quoted = !is_quoted;
        if (c == ' ' && !is_quoted) {
            is_value = false;
            key.clear();
        } else if (c == '=' && !is_quoted && !is_value) {
            keys.push_back(key);
            is_value = true;
        } else {
            key += c;
        }
    }
    return keys;
}

const std::vector<std::string> all_keys{"user",   "from", "mode",     "method", "host",   "owner",
                                        "domain", "uuid", "function", "status", "result", "ms"};

TEST(ALineOfTheAudit, TellsWhoDidWhatToWhichDomainAndWhatBecameOfIt) {
    EXPECT_EQ(to_line(suspended()),
              "change user=\"admin\" from=\"192.0.2.1\" mode=insecure method=\"POST\" host=\"alpha\" "
              "owner=\"client1\" domain=\"vm1\" uuid=\"aaaaaaaa-f6a4-8304-79aa-97f2502e193f\" "
              "function=\"virDomainSuspend\" status=200 result=\"done\" ms=12.0");
}

TEST(ALineOfTheAudit, HasTheArgumentsInTheirOrder) {
    EXPECT_THAT(to_line(with({{"memory", "1024"}, {"flags", "1"}, {"flags", "2"}, {"params.weight", ""}})),
                HasSubstr(" arg.memory=\"1024\" arg.flags=\"1\" arg.flags=\"2\" arg.params.weight=\"\" status=200"));
}

TEST(ALineOfTheAudit, HasEveryKeyAlthoughNothingIsKnown) {
    EXPECT_EQ(keys_of(to_line({})), all_keys);
    EXPECT_EQ(keys_of(to_line(suspended())), all_keys);
}

TEST(ALineOfTheAudit, EscapesWhatCouldBreakOrForgeIt) {
    const std::pair<std::string, std::string> escaped[] = {
        {"a\nb", "a\\x0ab"},
        {"a\r", "a\\x0d"},
        {"say \"x\"", "say \\x22x\\x22"},
        {"a\\", "a\\x5c"},
        {"\x1b[2J", "\\x1b[2J"},
        {"\x7f", "\\x7f"},
        {"\xFF\xC0", "\\xff\\xc0"},
        {"\xC2\x85", "\\xc2\\x85"},
        {"\xE2\x80\xA8", "\\xe2\\x80\\xa8"},
        {"\xE2\x80\xAE", "\\xe2\\x80\\xae"},
        {"ü🐧", "ü🐧"},
        {"\" status=200 result=\"done", "\\x22 status=200 result=\\x22done"}};
    for (const auto& [value, told] : escaped) {
        Attempt attempt = with({{"name", value}});
        attempt.user = attempt.from = attempt.method = value;
        attempt.host = attempt.owner = attempt.domain = attempt.uuid = attempt.function = attempt.result = value;
        const std::string line = to_line(attempt);
        for (const char* key :
             {"user", "from", "method", "host", "owner", "domain", "uuid", "function", "arg.name", "result"})
            EXPECT_THAT(line, HasSubstr(std::string(" ") + key + "=\"" + told + "\" "));
        EXPECT_THAT(keys_of(line), SizeIs(all_keys.size() + 1)) << line;
    }
}

TEST(ALineOfTheAudit, CutsLongValuesBetweenCharacters) {
    const std::string longest(fcgi::longest_told, 'x');
    EXPECT_THAT(to_line(with({{"name", longest}})), HasSubstr("arg.name=\"" + longest + "\" status"));
    EXPECT_THAT(to_line(with({{"name", longest + "x"}})), HasSubstr("arg.name=\"" + longest + "\"… status"));
    const std::string short_of(fcgi::longest_told - 1, 'x');
    EXPECT_THAT(to_line(with({{"name", short_of + "ü"}})), HasSubstr("arg.name=\"" + short_of + "\"… status"));
    Attempt attempt = suspended();
    attempt.result = attempt.domain = longest + "\"";
    attempt.user = attempt.domain;
    for (const char* key : {"user", "domain", "result"})
        EXPECT_THAT(to_line(attempt), HasSubstr(std::string(key) + "=\"" + longest + "\"… "));
}

TEST(ALineOfTheAudit, HasOnlyTheSizeOfADocument) {
    Attempt attempt = with({{"xml", "<domain>secret</domain>"}, {"flags", "1"}});
    attempt.xml_argument = "xml";
    EXPECT_THAT(to_line(attempt), HasSubstr(" arg.xml=(23 bytes) arg.flags=\"1\""));
    attempt.xml_argument = "dxml";
    EXPECT_THAT(to_line(attempt), HasSubstr("arg.xml=\"<domain>secret</domain>\""));
}

TEST(ALineOfTheAudit, HasOnlyTheSizeOfASecretWhateverItsName) {
    Attempt attempt = with({{"value", "c3dvcmRmaXNo"}, {"flags", "1"}});
    attempt.name_function(*core::find_command(core::all_commands(), "secretSetValue"));
    EXPECT_THAT(to_line(attempt), HasSubstr(" arg.value=(12 bytes) arg.flags=\"1\""));
    attempt.name_function(*core::find_command(core::all_commands(), "secretUndefine"));
    EXPECT_THAT(to_line(attempt), HasSubstr("arg.value=\"c3dvcmRmaXNo\""));
}

TEST(ALineOfTheAudit, HasOnlyTheSizeOfWhatIsCalledASecret) {
    for (const std::string name : {"password", "PASSWORD", "newPassword", "params.auth_password", "passphrase",
                                   "secret", "client_Secret", "privateKey"}) {
        const std::string line = to_line(with({{name, "hunter2"}}));
        EXPECT_THAT(line, HasSubstr(" arg." + name + "=(7 bytes) ")) << name;
        EXPECT_THAT(line, Not(HasSubstr("hunter2"))) << name;
    }
    EXPECT_THAT(to_line(with({{"path", "word"}})), HasSubstr("arg.path=\"word\""));
}

TEST(ALineOfTheAudit, HasNoKeyThatAClientMadeUp) {
    for (const std::string name : {"x status", "a=b \"", "x\" status=200 result=\"done", "a\nb", "", " ", "=", "\xFF",
                                   "ü", "\"", "a=200 status"}) {
        const auto keys = keys_of(to_line(with({{name, "1"}})));
        ASSERT_THAT(keys, SizeIs(all_keys.size() + 1)) << name;
        EXPECT_THAT(keys.at(9), StartsWith("arg.")) << name;
        auto rest = keys;
        rest.erase(rest.begin() + 9);
        EXPECT_EQ(rest, all_keys) << name;
    }
    EXPECT_THAT(to_line(with({{"x status", "1"}})), HasSubstr(R"( arg.x\x20status="1" )"));
    EXPECT_THAT(to_line(with({{"a=b \"", "1"}})), HasSubstr(R"( arg.a\x3db\x20\x22="1" )"));
    EXPECT_THAT(to_line(with({{std::string(5000, 'n'), "1"}})), SizeIs(testing::Lt(1000U)));
}

class AnAuditFile : public testing::Test {
  protected:
    AnAuditFile() : folder_(fs::path(testing::TempDir()) / ("virt-fcgi-audit-" + std::to_string(getpid()))) {
        fs::remove_all(folder_);
        fs::create_directory(folder_);
    }
    ~AnAuditFile() override { fs::remove_all(folder_); }
    AnAuditFile(const AnAuditFile&) = delete;
    AnAuditFile& operator=(const AnAuditFile&) = delete;

    [[nodiscard]] fs::path file() const { return folder_ / "audit.log"; }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::ifstream in(file());
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
    [[nodiscard]] unsigned mode_with(mode_t mask) const {
        const mode_t before = umask(mask);
        const Audit audit(file());
        umask(before);
        struct stat about {};
        stat(file().c_str(), &about);
        fs::remove(file());
        return about.st_mode & 0777U;
    }

  private:
    fs::path folder_;
};

TEST_F(AnAuditFile, HasALineWithItsTimeForEachAttempt) {
    const tests::CapturedLog log;
    Audit audit(file());
    audit.write(suspended());
    audit.write(suspended());
    ASSERT_THAT(lines(), SizeIs(2));
    for (const auto& line : lines()) {
        EXPECT_THAT(line, ContainsRegex("^time=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]+Z change user="));
        EXPECT_THAT(line, EndsWith(to_line(suspended())));
    }
    EXPECT_THAT(log.lines(), testing::IsEmpty());
}

TEST_F(AnAuditFile, KeepsWhatIsInItAndWhatOthersAppend) {
    std::ofstream(file()) << "first\n";
    Audit audit(file());
    Audit other(file());
    audit.write(suspended());
    std::ofstream(file(), std::ios::app) << "third\n";
    other.write(suspended());
    audit.write(suspended());
    EXPECT_THAT(lines(),
                ElementsAre("first", HasSubstr("change"), "third", HasSubstr("change"), HasSubstr("change")));
}

TEST_F(AnAuditFile, HasWholeLinesAlthoughManyWriteAtOnce) {
    constexpr int threads = 4;
    constexpr int rounds = 100;
    Audit one(file());
    Audit two(file());  // as another process has it
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < threads; ++i) {
            writers.emplace_back([&, i] {
                const std::string value(150, static_cast<char>('a' + i));
                const Attempt attempt = with({{"one", value}, {"two", value}, {"three", value}});
                for (int round = 0; round < rounds; ++round) (i % 2 == 0 ? one : two).write(attempt);
            });
        }
    }
    std::map<char, int> count;
    for (const auto& line : lines()) {
        const char writer = line.at(line.find("arg.one=\"") + 9);
        const std::string value(150, writer);
        EXPECT_THAT(line, EndsWith(to_line(with({{"one", value}, {"two", value}, {"three", value}}))));
        ++count[writer];
    }
    EXPECT_EQ(count, (std::map<char, int>{{'a', rounds}, {'b', rounds}, {'c', rounds}, {'d', rounds}}));
}

TEST_F(AnAuditFile, IsReadableToItsOwnerAndGroupAtMost) {
    EXPECT_EQ(mode_with(0), 0640U);
    EXPECT_EQ(mode_with(022), 0640U);
    EXPECT_EQ(mode_with(077), 0600U);
}

TEST_F(AnAuditFile, ThatCannotBeOpenedIsNamed) {
    const auto open = [](const fs::path& path) {
        return tests::thrown_by<std::system_error>([&] { return Audit(path), 0; });
    };
    const fs::path missing = file() / "audit.log";
    EXPECT_EQ(open(missing).code(), std::errc::no_such_file_or_directory);
    EXPECT_THAT(open(missing).what(), HasSubstr(missing.string()));
    EXPECT_EQ(open(file().parent_path()).code(), std::errc::is_a_directory);
}

TEST_F(AnAuditFile, ThatIsFullGivesItsLineToTheProgramsLog) {
    const tests::CapturedLog log(spdlog::level::err);
    Audit("/dev/full").write(suspended());
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("\"/dev/full\" cannot be written"), to_line(suspended())));
}

TEST(AnAuditWithoutAFile, GoesToTheProgramsLogWhateverItsLevel) {
    for (const auto level : {spdlog::level::off, spdlog::level::err, spdlog::level::debug}) {
        const tests::CapturedLog log(level);
        Audit audit;
        audit.write(suspended());
        EXPECT_THAT(log.lines(), ElementsAre(to_line(suspended())));
    }
}

}  // namespace
