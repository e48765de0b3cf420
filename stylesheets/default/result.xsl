<?xml version="1.0" encoding="UTF-8"?>
<!-- What a function answered. Nothing here knows any function: values, records, lists and typed parameters are drawn
     by their shape. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="column" match="/page/answer/result//item/*" use="concat(generate-id(../..), ' ', name())"/>

  <xsl:template match="/page/answer/result" priority="1">
    <div class="head">
      <h1><code><xsl:value-of select="@function"/></code></h1>
      <xsl:call-template name="about"/>
    </div>
    <xsl:choose>
      <xsl:when test="*"><xsl:call-template name="fields"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="accepted"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="accepted">
    <div class="note good" role="status">
      <p><strong><xsl:value-of select="$accepted"/></strong></p>
      <xsl:choose>
        <xsl:when test="contains(@function, 'Shutdown') or contains(@function, 'Reboot')"><p><xsl:value-of select="$up-to-the-guest"/></p></xsl:when>
        <xsl:otherwise><p><xsl:value-of select="$takes-a-moment"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="back-to-object"><xsl:with-param name="class" select="'button primary'"/></xsl:call-template>
    </div>
  </xsl:template>

  <!-- To what was changed, or to where it was if it is gone. -->
  <xsl:template name="back-to-object">
    <xsl:param name="class" select="'button'"/>
    <xsl:variable name="is-gone" select="contains(@function, 'Undefine') or contains(@function, 'Delete')"/>
    <xsl:if test="/page/object">
      <xsl:for-each select="$thing[not($is-gone)] | /page/trail/step[$is-gone][last() - 1]">
        <p><a class="{$class}" href="{@href}"><span><xsl:value-of select="concat($back-to, ' ')"/><bdi><xsl:call-template name="step-words"/></bdi></span></a></p>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- What belongs to a host or a domain, by name, and the way to make another. -->
  <xsl:template match="/page[not(@command)][trail/step[last()]/@collection]/answer/result" priority="2">
    <xsl:variable name="items" select="*[1]/item"/>
    <div class="head">
      <h1><xsl:for-each select="$thing"><xsl:call-template name="step-words"/></xsl:for-each><xsl:text> </xsl:text><span class="count"><xsl:value-of select="count($items)"/></span></h1>
      <p class="about"><xsl:call-template name="of-what"/></p>
      <xsl:for-each select="/page/commands/command"><div class="power"><a class="button" href="{@href}?form"><xsl:value-of select="$new-one"/></a></div></xsl:for-each>
    </div>
    <xsl:choose>
      <xsl:when test="$items[@name and @uuid]">
        <table class="box stack list">
          <caption class="unseen"><xsl:for-each select="$thing"><xsl:call-template name="step-words"/></xsl:for-each></caption>
          <thead><tr><th scope="col"><xsl:value-of select="$name-words"/></th><th scope="col">UUID</th></tr></thead>
          <tbody>
            <xsl:for-each select="$items">
              <xsl:sort select="@name"/>
              <tr><th scope="row" class="name"><xsl:call-template name="link"/></th><td class="uuid"><code><xsl:value-of select="@uuid"/></code></td></tr>
            </xsl:for-each>
          </tbody>
        </table>
      </xsl:when>
      <xsl:when test="$items">
        <ul class="box list choices"><xsl:for-each select="$items"><xsl:sort select="@name"/><li><xsl:call-template name="link"/></li></xsl:for-each></ul>
      </xsl:when>
      <xsl:otherwise><div class="box empty"><p><strong><xsl:value-of select="$none-here"/></strong></p></div></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The fields of the current record: plain ones in one table, each of the others with a heading of its own. -->
  <xsl:template name="fields">
    <xsl:variable name="plain" select="*[not(*)]"/>
    <xsl:if test="$plain">
      <table class="box fields stack">
        <caption class="unseen"><xsl:value-of select="concat($caption-fields, ' ', name(), ' ', @function)"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$field"/></th><th scope="col"><xsl:value-of select="$value-words"/></th><th scope="col"><xsl:value-of select="$as-libvirt-says"/></th></tr></thead>
        <tbody><xsl:apply-templates select="$plain" mode="field"/></tbody>
      </table>
    </xsl:if>
    <xsl:apply-templates select="*[*]" mode="section"/>
  </xsl:template>

  <xsl:template match="*" mode="field">
    <tr>
      <th scope="row" class="name"><code><xsl:value-of select="name()"/></code></th>
      <td class="value"><xsl:apply-templates select="." mode="human"/></td>
      <td class="exact"><xsl:apply-templates select="." mode="exact"/></td>
    </tr>
  </xsl:template>

  <!-- A value in words. -->
  <xsl:template match="*" mode="human">
    <xsl:variable name="human"><xsl:call-template name="humanise"><xsl:with-param name="value" select="."/><xsl:with-param name="unit" select="@unit"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="@href"><xsl:call-template name="link"/></xsl:when>
      <xsl:when test="@enum"><xsl:call-template name="state-word"><xsl:with-param name="state" select="@enum"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'boolean'"><xsl:choose><xsl:when test=". = '1' or . = 'true'"><xsl:value-of select="$yes"/></xsl:when><xsl:otherwise><xsl:value-of select="$no"/></xsl:otherwise></xsl:choose></xsl:when>
      <xsl:when test="$human != ''"><xsl:value-of select="$human"/></xsl:when>
      <xsl:when test=". = '' and @uuid"><xsl:value-of select="@name"/></xsl:when>
      <xsl:when test=". = ''"><span class="none"><xsl:value-of select="$empty"/></span></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/><xsl:if test="@unit"><xsl:value-of select="concat(' ', @unit)"/></xsl:if></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The same as libvirt has it, where that says more. -->
  <xsl:template match="*" mode="exact">
    <xsl:choose>
      <xsl:when test="@enum"><code><xsl:value-of select="@enum"/></code><xsl:value-of select="concat(' ', .)"/></xsl:when>
      <xsl:when test="@unit"><xsl:value-of select="concat(., ' ', @unit)"/></xsl:when>
      <xsl:when test="@uuid"><code><xsl:value-of select="@uuid"/></code></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="section">
    <section>
      <h2><code><xsl:value-of select="name()"/></code></h2>
      <xsl:apply-templates select="." mode="shape"/>
    </section>
  </xsl:template>

  <!-- A record. -->
  <xsl:template match="*" mode="shape"><xsl:call-template name="fields"/></xsl:template>

  <!-- A list of plain values; they are counted from 0, as libvirt does. -->
  <xsl:template match="*[item]" mode="shape" priority="1">
    <table class="box list">
      <caption class="unseen"><xsl:value-of select="name()"/></caption>
      <thead><tr><th scope="col" class="number"><xsl:value-of select="$number-words"/></th><th scope="col"><xsl:value-of select="$value-words"/></th></tr></thead>
      <tbody>
        <xsl:for-each select="item">
          <tr><th scope="row" class="number"><xsl:value-of select="position() - 1"/></th><td><xsl:apply-templates select="." mode="cell"/></td></tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- A list of records: a column for every field that any of them has. -->
  <xsl:template match="*[item/*]" mode="shape" priority="2">
    <xsl:variable name="columns" select="item/*[generate-id() = generate-id(key('column', concat(generate-id(../..), ' ', name()))[1])]"/>
    <div class="scroll box" tabindex="0" role="region" aria-label="{name()}">
      <table class="list">
        <caption class="unseen"><xsl:value-of select="name()"/></caption>
        <thead><tr>
          <th scope="col" class="number"><xsl:value-of select="$number-words"/></th>
          <xsl:for-each select="$columns"><th scope="col"><code><xsl:value-of select="name()"/></code></th></xsl:for-each>
        </tr></thead>
        <tbody>
          <xsl:for-each select="item">
            <xsl:variable name="row" select="."/>
            <tr>
              <th scope="row" class="number"><xsl:value-of select="position() - 1"/></th>
              <xsl:for-each select="$columns">
                <td><xsl:apply-templates select="$row/*[name() = name(current())]" mode="cell"/></td>
              </xsl:for-each>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <!-- Typed parameters. -->
  <xsl:template match="*[param]" mode="shape" priority="3">
    <table class="box stack params">
      <caption class="unseen"><xsl:value-of select="$typed-parameters"/></caption>
      <thead><tr><th scope="col"><xsl:value-of select="$parameter"/></th><th scope="col"><xsl:value-of select="$value-words"/></th><th scope="col"><xsl:value-of select="$type"/></th></tr></thead>
      <tbody>
        <xsl:for-each select="param">
          <tr>
            <th scope="row" class="name"><code><xsl:value-of select="@name"/></code></th>
            <td class="value"><xsl:apply-templates select="." mode="human"/></td>
            <td class="exact"><xsl:value-of select="@type"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- Anything inside a cell of a table: words, with the exact value below where it says more. -->
  <xsl:template match="*" mode="cell">
    <xsl:variable name="exact"><xsl:apply-templates select="." mode="exact"/></xsl:variable>
    <xsl:variable name="human"><xsl:apply-templates select="." mode="human"/></xsl:variable>
    <xsl:copy-of select="$human"/>
    <xsl:if test="string($exact) and string($exact) != string($human)"><span class="exact"><xsl:copy-of select="$exact"/></span></xsl:if>
  </xsl:template>

  <xsl:template match="*[item]" mode="cell" priority="1">
    <xsl:for-each select="item"><span class="line"><xsl:apply-templates select="." mode="cell"/></span></xsl:for-each>
  </xsl:template>

  <xsl:template match="*[item/*]" mode="cell" priority="2">
    <xsl:for-each select="item"><div class="line"><xsl:apply-templates select="." mode="cell"/></div></xsl:for-each>
  </xsl:template>

  <xsl:template match="*[*]" mode="cell">
    <dl class="inner">
      <xsl:for-each select="*">
        <div>
          <dt><code><xsl:value-of select="name()"/><xsl:if test="self::param"><xsl:value-of select="concat(' ', @name)"/></xsl:if></code></dt>
          <dd><xsl:apply-templates select="." mode="cell"/></dd>
        </div>
      </xsl:for-each>
    </dl>
  </xsl:template>
</xsl:stylesheet>
