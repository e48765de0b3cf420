// The page of a problem when a stylesheet fails, be it the default one: part of the program, and as simple as can be.
#pragma once

#include <string_view>

namespace fcgi {

inline constexpr std::string_view last_resort_sheet = R"xsl(
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:ietf:rfc:7807"
                exclude-result-prefixes="p">
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:template match="/">
    <xsl:variable name="problem" select="/page/answer/p:problem"/>
    <html lang="en">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title><xsl:value-of select="concat($problem/p:title, ' · virt-fcgi')"/></title>
      </head>
      <body>
        <main>
          <h1><xsl:value-of select="concat($problem/p:status, ' ', $problem/p:title)"/></h1>
          <p><xsl:value-of select="$problem/p:detail"/></p>
          <xsl:for-each select="$problem/p:libvirt"><p>libvirt: <xsl:value-of select="p:message"/></p></xsl:for-each>
          <xsl:for-each select="$problem/p:job"><p><a href="{.}">The job</a></p></xsl:for-each>
          <xsl:for-each select="$problem/p:choices/p:choice">
            <p><a href="{@href}"><xsl:value-of select="."/></a></p>
          </xsl:for-each>
        </main>
        <nav aria-label="Where you are">
          <xsl:for-each select="/page/trail/step"><p><a href="{@href}"><xsl:value-of select="."/></a></p></xsl:for-each>
        </nav>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
)xsl";

}  // namespace fcgi
