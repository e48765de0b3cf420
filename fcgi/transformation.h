// One run of an XSL sheet over a document, within bounds.
//
// Whatever a sheet does, it ends: steps, depth, time, memory and output have limits. They are looked at between the
// steps of XSLT and XPath; one step that compares two sets of nodes with each other is not broken off in its middle.
#pragma once

#include <libxml/tree.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>

#include "core/xml_document.h"

using xsltStylesheet = struct _xsltStylesheet;

namespace fcgi {

struct TransformationLimits {
    // A page of a thousand domains takes about a hundred thousand.
    unsigned long steps = 50'000'000;
    // Templates and elements in each other; the pages need about thirty.
    int depth = 500;
    // Of the processor's time, so that a busy machine fails no page.
    std::chrono::milliseconds time{2000};
    // Bytes that libxml2 takes for it, with the document, beside the sheet. What is freed is used again.
    std::size_t memory = std::size_t{256} << 20U;
    // Bytes of the page.
    std::size_t output = std::size_t{32} << 20U;
};

// The sheet ended with an error, or went over a limit.
class SheetFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Puts libxml2 and libxslt into the state that the others here need. Any number of times, from any thread.
void start_libxslt();

// What libxslt would print goes nowhere; whoever had it told elsewhere calls this after it.
void silence_libxslt();

// Makes what the sheet gets; it may do so within the limits only.
using MakeDocument = std::function<core::XmlDocument()>;

// The page. Throws SheetFailure; half a page is never returned.
[[nodiscard]] std::string run_sheet(xsltStylesheet* sheet, const MakeDocument& make_document,
                                    const TransformationLimits& limits);

}  // namespace fcgi
