// Documents on their way to be edited.
#include "core/definition.h"

#include <gtest/gtest.h>

#include "core/command.h"
#include "core/objects.h"

namespace {

std::string with_device(const std::string& device) {
    return "<domain><devices>" + device + "</devices></domain>";
}

TEST(ADefinition, MayLackSecretsWhereLibvirtHasSome) {
    EXPECT_TRUE(core::may_lack_secrets(with_device("<disk type='file'/><graphics type='vnc'/>")));
    EXPECT_TRUE(core::may_lack_secrets(with_device("<graphics type='spice' port='-1'/>")));
    EXPECT_TRUE(core::may_lack_secrets(with_device("<disk type='network'><source protocol='https'/></disk>")));
    EXPECT_TRUE(core::may_lack_secrets("no document"));
    EXPECT_FALSE(core::may_lack_secrets(with_device("<disk type='file'/><graphics type='sdl'/>")));
    EXPECT_FALSE(core::may_lack_secrets("<domain/>"));
}

TEST(ADefinition, IsMadeByAChangeThatTakesADocument) {
    for (const auto& kind : core::kinds()) {
        if (kind.definition.command.empty()) continue;
        const auto* define = core::find_command(core::all_commands(), kind.definition.command);
        ASSERT_NE(define, nullptr) << kind.name;
        EXPECT_EQ(define->target, core::Target::host);
        EXPECT_EQ(define->effect, core::Effect::change);
        EXPECT_NE(define->xml_parameter(), nullptr);
        EXPECT_EQ(core::find_defined_by(define->name), &kind);
    }
}

TEST(ADefinition, IsMadeByTheFunctionWithFlagsToo) {
    EXPECT_EQ(core::find_defined_by("domainDefineXMLFlags"), &core::kind_of(core::Target::domain));
    EXPECT_EQ(core::find_defined_by("domainCreateXML"), nullptr);
    EXPECT_EQ(core::find_defined_by("Flags"), nullptr);
    EXPECT_EQ(core::find_defined_by(""), nullptr);
}

// They are carried out without arguments, on the connection of a reader, for whoever may see the page.
TEST(AReadBesideAPage, IsPlain) {
    for (const auto& kind : core::kinds()) {
        for (const auto name : kind.completed_by) {
            const auto* read = core::find_command(core::all_commands(), name);
            ASSERT_NE(read, nullptr) << name;
            EXPECT_EQ(read->target, kind.target) << name;
            EXPECT_EQ(read->effect, core::Effect::read) << name;
            EXPECT_EQ(read->guard, nullptr) << name;
            EXPECT_EQ(read->flow, core::Flow::none) << name;
            EXPECT_FALSE(read->asks_secrets({})) << name;
            EXPECT_FALSE(read->asks_handle) << name;
            const auto inputs = read->inputs();
            for (std::size_t i = 0; i < inputs.size(); ++i) {
                EXPECT_TRUE(inputs[i] == core::Input::none || is_optional(inputs[i], read->about().parameters[i]))
                    << name << ' ' << read->about().parameters[i].name;
            }
        }
    }
}

}  // namespace
