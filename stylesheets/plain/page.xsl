<?xml version="1.0" encoding="UTF-8"?>
<!-- The plain set: a page for every answer, in little. docs/stylesheets.md goes through it.
     Patterns for our own vocabulary begin at the root, so that nothing inside <document>, which a host wrote, can match them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">
  <xsl:import href="languages/en.xsl"/>
  <xsl:include href="lists.xsl"/>
  <xsl:include href="form.xsl"/>
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>

  <xsl:template match="/page">
    <html lang="{$language}">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title><xsl:for-each select="trail/step[last()]"><xsl:value-of select="concat(., ' · ')"/></xsl:for-each>virt-fcgi</title>
        <link rel="stylesheet" href="{@assets}plain.css"/>
      </head>
      <body>
        <header>
          <nav aria-label="{$you-are-here}"><ol><xsl:for-each select="trail/step"><li><a href="{@href}"><bdi><xsl:value-of select="."/></bdi></a></li></xsl:for-each></ol></nav>
        </header>
        <main>
          <h1><xsl:call-template name="heading"/></h1>
          <xsl:apply-templates select="object"/>
          <xsl:apply-templates select="answer/*[1]"/>
          <xsl:apply-templates select="excerpt | form"/>
          <xsl:apply-templates select="beside/result | collections"/>
          <xsl:apply-templates select="commands[command]"/>
        </main>
        <footer>
          <p><xsl:value-of select="concat($drawn-at, ' ', translate(@generated, 'TZ', '  '), 'UTC')"/></p>
          <ul>
            <xsl:for-each select="representations/representation"><li><a href="{@href}"><xsl:value-of select="@format"/></a></li></xsl:for-each>
            <xsl:if test="@commands"><li><a href="{@commands}"><xsl:value-of select="$what-can-be-called"/></a></li></xsl:if>
            <xsl:if test="@jobs"><li><a href="{@jobs}"><xsl:value-of select="$jobs"/></a></li></xsl:if>
          </ul>
        </footer>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="heading">
    <xsl:choose>
      <xsl:when test="answer/p:problem"><xsl:value-of select="concat(answer/p:problem/p:status, ' ', answer/p:problem/p:title)"/></xsl:when>
      <xsl:when test="answer/form[@destroys = 'yes']"><xsl:value-of select="concat($are-you-sure, ' ', answer/form/@command)"/></xsl:when>
      <xsl:when test="answer/*[@function]"><xsl:value-of select="answer/*/@function"/></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="trail/step[last()]"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What the page is about: its state, its owners, where it is. -->
  <xsl:template match="/page/object">
    <p>
      <a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a>
      <xsl:if test="title"><xsl:text> </xsl:text><xsl:value-of select="title"/></xsl:if>
      <xsl:if test="@state"><xsl:text>: </xsl:text><xsl:call-template name="state"/></xsl:if>
      <xsl:if test="@kind = 'domain'"><xsl:text>, </xsl:text><a><xsl:for-each select="@host_href"><xsl:attribute name="href"><xsl:value-of select="."/></xsl:attribute></xsl:for-each><bdi><xsl:value-of select="@host"/></bdi></a></xsl:if>
      <xsl:for-each select="owner"><xsl:text>, </xsl:text><bdi><xsl:value-of select="."/></bdi></xsl:for-each>
    </p>
  </xsl:template>

  <!-- VIR_DOMAIN_SHUTOFF is told as "shutoff", which is what the filter of a list takes. -->
  <xsl:template name="state">
    <xsl:param name="state" select="@state"/>
    <xsl:variable name="word" select="translate(substring-after($state, 'VIR_DOMAIN_'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:choose>
      <xsl:when test="$word != ''"><xsl:value-of select="$word"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$state"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- libvirt's own document is shown as text; its elements are a host's words. -->
  <xsl:template match="/page/answer/document">
    <xsl:if test="/page/@edit"><p><a href="{/page/@edit}"><xsl:value-of select="$edit"/></a></p></xsl:if>
    <pre><xsl:value-of select="/page/answer/source"/></pre>
  </xsl:template>
  <xsl:template match="/page/answer/text"><pre><xsl:value-of select="."/></pre></xsl:template>

  <!-- A result in any depth: values, records, lists, objects. Nothing inside means that it is done. -->
  <xsl:template match="/page/answer/result | /page/beside/result | /page/answer/job/result | /page/answer/job/progress">
    <xsl:if test="not(parent::answer)"><h2><xsl:value-of select="@function"/></h2></xsl:if>
    <xsl:choose>
      <xsl:when test="*"><dl><xsl:apply-templates select="*" mode="field"/></dl></xsl:when>
      <xsl:otherwise><p><xsl:value-of select="$done"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="field">
    <div>
      <dt>
        <xsl:choose>
          <xsl:when test="self::item"><xsl:value-of select="position()"/></xsl:when>
          <xsl:when test="self::param"><xsl:value-of select="@name"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="local-name()"/></xsl:otherwise>
        </xsl:choose>
      </dt>
      <dd>
        <xsl:choose>
          <xsl:when test="*"><dl><xsl:apply-templates select="*" mode="field"/></dl></xsl:when>
          <xsl:when test="@href"><a href="{@href}"><bdi><xsl:call-template name="name"/></bdi></a></xsl:when>
          <xsl:when test="(@name or @uuid) and not(self::param)"><bdi><xsl:call-template name="name"/></bdi></xsl:when>
          <xsl:when test="@enum"><xsl:value-of select="@enum"/></xsl:when>
          <xsl:otherwise><span><xsl:value-of select="."/></span><xsl:value-of select="concat(' ', @unit)"/></xsl:otherwise>
        </xsl:choose>
      </dd>
    </div>
  </xsl:template>

  <xsl:template name="name">
    <xsl:choose>
      <xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@uuid"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What went wrong, wherever it stands. -->
  <xsl:template match="/page/answer/p:problem | /page/answer/job/p:problem | /page/answer/results/domain/p:problem">
    <div role="alert">
      <p><xsl:value-of select="p:detail"/></p>
      <xsl:if test="p:libvirt"><p>libvirt: <xsl:value-of select="p:libvirt/p:message"/></p></xsl:if>
    </div>
    <xsl:if test="p:job"><p><a href="{p:job}"><xsl:value-of select="$its-job"/></a></p></xsl:if>
    <xsl:if test="p:choices"><ul><xsl:for-each select="p:choices/p:choice"><li><a href="{@href}"><xsl:value-of select="."/></a></li></xsl:for-each></ul></xsl:if>
  </xsl:template>

  <!-- What hangs below the object. -->
  <xsl:template match="/page/collections">
    <ul><xsl:for-each select="collection"><li><a href="{@href}"><xsl:value-of select="@name"/></a></li></xsl:for-each></ul>
  </xsl:template>

  <!-- A command that takes nothing and changes nothing is called; any other one is asked for its form first. -->
  <xsl:template match="/page/commands">
    <h2><xsl:value-of select="$what-can-be-done"/></h2>
    <ul>
      <xsl:for-each select="command">
        <li>
          <a href="{@href}">
            <xsl:if test="@method != 'GET' or @arguments = 'required'"><xsl:attribute name="href"><xsl:value-of select="concat(@href, '?form')"/></xsl:attribute></xsl:if>
            <xsl:value-of select="@name"/>
          </a>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>
</xsl:stylesheet>
