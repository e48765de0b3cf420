// Bytes from a host and to it: a screen of the test driver, and a volume of a libvirtd of its own.
#include "core/transfer.h"

#include <gmock/gmock.h>

#include "core/volume_transfer.h"
#include "tests/core/storage_host.h"
#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::ArgumentError;
using core::Command;
using core::Flow;
using core::HostUnavailable;
using core::LibvirtError;
using core::Object;
using core::Transfer;
using tests::given;
using tests::in;
using tests::thrown_by;
using namespace std::chrono_literals;

constexpr std::size_t MiB = std::size_t{1} << 20;

std::string receive_all(Transfer& transfer) {
    std::string all;
    std::string room(core::Stream::chunk, '\0');
    while (const std::size_t got = transfer.receive(room)) all.append(room, 0, got);
    return all;
}

class AScreenshot : public tests::TestDriver {
  protected:
    std::shared_ptr<Transfer> take() { return call("domainScreenshot", "test", {{"screen", "0"}}).transfer; }
};

TEST_F(AScreenshot, IsWhatLibvirtGives) {
    core::Stream stream(libvirt.get());
    const core::OwnedText type(virDomainScreenshot(look_up("test").get(), stream.get(), 0, 0));
    std::string expected(MiB, '\0');
    expected.resize(stream.receive(expected));
    const auto transfer = take();
    EXPECT_EQ(transfer->media_type(), type.get());
    EXPECT_EQ(receive_all(*transfer), expected);
    EXPECT_EQ(transfer->moved(), expected.size());
}

TEST_F(AScreenshot, HasNothingMoreAfterItsEnd) {
    const auto transfer = take();
    EXPECT_NE(receive_all(*transfer), "");
    EXPECT_EQ(receive_all(*transfer), "");
}

TEST_F(AScreenshot, ComesInAsSmallPiecesAsOneLikes) {
    const auto transfer = take();
    std::string room(1000, '\0');
    EXPECT_EQ(transfer->receive(room), 1000);
    EXPECT_EQ(room.substr(1, 3), "PNG");
}

TEST_F(AScreenshot, KeepsItsConnectionFromOthersUntilItGoes) {
    core::LinkSettings one = settings;
    one.most_lasting = 1;
    core::Host narrow("alpha", uri, one);
    const auto open = [&] {
        return core::call({narrow, "test"}, row("domainScreenshot"), given({{"screen", "0"}}), in(10s));
    };
    auto first = open().transfer;
    EXPECT_FALSE(thrown_by<HostUnavailable>(open).timed_out());
    // Calls have connections of their own.
    static_cast<void>(core::call({narrow, "test"}, row("domainGetInfo"), {}, in(10s)));
    first.reset();
    EXPECT_NE(receive_all(*open().transfer), "");
}

TEST_F(AScreenshot, OutlivesTheDeadlineOfItsCall) {
    const auto end = in(1s);
    const auto transfer = core::call({host, "test"}, row("domainScreenshot"), given({{"screen", "0"}}), end).transfer;
    // They pass one after the other.
    const core::Deadline later(end + 1ms, std::make_shared<core::Transport>());
    const auto patience = in(30s);
    while (!later.has_passed() && core::Clock::now() < patience) std::this_thread::yield();
    ASSERT_TRUE(later.has_passed());
    EXPECT_NE(receive_all(*transfer), "");
}

TEST_F(AScreenshot, IsRefusedToAReadOnlyConnection) {
    const core::ConnectHandle reading(virConnectOpenReadOnly(uri));
    const core::DomainHandle domain(virDomainLookupByName(reading.get(), "test"));
    const auto error = thrown_by<LibvirtError>([&] {
        return row("domainScreenshot").run({reading.get(), domain.get()}, given({{"screen", "0"}}));
    });
    EXPECT_EQ(error.code(), VIR_ERR_OPERATION_DENIED);
}

// By rows such as the command table may have: of the volume that has this key.
std::string key_of_volume;

template <auto Function>
core::Outcome move_volume(const Object& object, const core::Arguments& arguments) {
    const tests::VolumeHandle volume(virStorageVolLookupByKey(object.connection, key_of_volume.c_str()));
    if (volume == nullptr) core::throw_last_error("virStorageVolLookupByKey");
    return Function(volume.get(), arguments);
}

constexpr std::array five{core::Input::none, core::Input::none, core::Input::integer, core::Input::integer,
                          core::Input::flags};
const Command download_row{.name = "storageVolDownload",
                           .function = "virStorageVolDownload",
                           .target = core::Target::host,
                           .effect = core::Effect::read,
                           .who = core::Who::admin,
                           .inputs_by_type = five,
                           .call = move_volume<core::download>,
                           .flow = Flow::from_host};
const Command upload_row{.name = "storageVolUpload",
                         .function = "virStorageVolUpload",
                         .target = core::Target::host,
                         .effect = core::Effect::change,
                         .who = core::Who::admin,
                         .inputs_by_type = five,
                         .call = move_volume<core::upload>,
                         .flow = Flow::to_host};

// A volume of two parts and a half.
class AVolume : public tests::TestDriver {
  protected:
    static constexpr std::size_t size = 20 * MiB;

    AVolume() : storage_(size) {
        for (std::size_t i = 0; i < size / 8; ++i) {
            const std::uint64_t number = i * 0x9E3779B97F4A7C15U;
            pattern_.append(reinterpret_cast<const char*>(&number), sizeof number);
        }
    }

    std::shared_ptr<Transfer> open(const Command& command, std::vector<core::Argument> arguments) {
        key_of_volume = storage_.key();
        return core::call({host_, ""}, command, given(std::move(arguments)), in(10s)).transfer;
    }
    std::shared_ptr<Transfer> download(const std::string& offset, const std::string& length) {
        return open(download_row, {{"offset", offset}, {"length", length}});
    }
    std::shared_ptr<Transfer> upload(const std::string& offset, const std::string& length) {
        return open(upload_row, {{"offset", offset}, {"length", length}});
    }

    tests::StorageHost storage_;
    core::Host host_{"storage", storage_.uri(), {10s, no_keep_alive, 2, 2000, 20s, 2, 500ms}};
    std::string pattern_;
};

TEST_F(AVolume, ComesWholeInItsParts) {
    storage_.fill(pattern_);
    const auto transfer = download("0", "0");
    EXPECT_EQ(transfer->name(), "a \"disk\".img");
    EXPECT_TRUE(receive_all(*transfer) == pattern_);
    EXPECT_EQ(transfer->moved(), size);
}

TEST_F(AVolume, ComesFromAnOffsetForALength) {
    storage_.fill(pattern_);
    for (const std::size_t length : {std::size_t{1}, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 16 * MiB}) {
        const auto transfer = download("12345", std::to_string(length));
        EXPECT_TRUE(receive_all(*transfer) == pattern_.substr(12345, length)) << length;
    }
}

TEST_F(AVolume, IsCutAtItsEnd) {
    storage_.fill(pattern_);
    EXPECT_EQ(receive_all(*download(std::to_string(size - 3), "100")), pattern_.substr(size - 3));
    EXPECT_EQ(receive_all(*download(std::to_string(size), "0")), "");
}

TEST_F(AVolume, TakesWhatIsSent) {
    const auto transfer = upload("0", "0");
    transfer->send(pattern_);
    transfer->finish();
    EXPECT_EQ(transfer->moved(), size);
    EXPECT_TRUE(storage_.content() == pattern_);
}

TEST_F(AVolume, TakesAPieceInItsMiddle) {
    const auto transfer = upload("100", "5");
    transfer->send("hello");
    transfer->finish();
    EXPECT_EQ(storage_.content().substr(98, 9), std::string("\0\0hello\0\0", 9));
}

TEST_F(AVolume, ThatIsNotFinishedIsAborted) {
    storage_.fill(pattern_);
    {
        const auto up = upload("0", "0");
        up->send("a beginning");
        std::string room(100, '\0');
        EXPECT_GT(download("0", "0")->receive(room), 0);
    }
    EXPECT_EQ(receive_all(*download("0", "3")).size(), 3);
}

TEST_F(AVolume, HasNoFlags) {
    const auto error = thrown_by<ArgumentError>([&] {
        return open(download_row, {{"offset", "0"}, {"length", "0"}, {"flags", "1"}});
    });
    EXPECT_EQ(error.argument(), "flags");
}

TEST_F(AVolume, OfAHostThatHangsIsGivenUp) {
    storage_.fill(pattern_);
    const auto transfer = download("0", "0");
    std::string room(core::Stream::chunk, '\0');
    EXPECT_GT(transfer->receive(room), 0);
    storage_.pause();
    const auto error = thrown_by<HostUnavailable>([&] { return receive_all(*transfer); });
    storage_.resume();
    EXPECT_TRUE(error.timed_out());
    EXPECT_EQ(receive_all(*download("0", "3")), pattern_.substr(0, 3));
}

TEST_F(AVolume, ThatAHostHangsOverDoesNotTakeMoreForEver) {
    const auto transfer = upload("0", "0");
    storage_.pause();
    const auto error = thrown_by<HostUnavailable>([&] {
        for (;;) transfer->send(pattern_);
        return 0;
    });
    storage_.resume();
    EXPECT_TRUE(error.timed_out());
}

}  // namespace
