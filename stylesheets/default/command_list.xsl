<?xml version="1.0" encoding="UTF-8"?>
<!-- What can be called: one row a function, with a search over all of them, or the rows of one object. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="target" match="/page/answer/commands/command" use="@target"/>

  <xsl:template match="/page/answer/commands" mode="title"><xsl:if test="/page/object"><xsl:value-of select="concat($commands-words, ' · ')"/></xsl:if></xsl:template>

  <xsl:template match="/page/answer/commands" priority="1">
    <div class="head">
      <h1><xsl:value-of select="$what-can-be-called"/></h1>
      <xsl:call-template name="about"/>
      <ul class="tally">
        <li><strong><xsl:call-template name="function-count"><xsl:with-param name="n" select="count(command)"/></xsl:call-template></strong>
          <span class="quiet"><xsl:value-of select="concat(' ', count(command[@may = 'yes']), ' ', $of-them-by-you)"/></span></li>
      </ul>
    </div>
    <xsl:if test="target"><xsl:call-template name="search"/></xsl:if>
    <xsl:if test="not(command)">
      <div class="box empty"><p><strong><xsl:value-of select="$no-such-function"/></strong><xsl:text> </xsl:text><a href="{@href}"><xsl:value-of select="$show-all"/></a></p></div>
    </xsl:if>
    <xsl:for-each select="command[generate-id() = generate-id(key('target', @target)[1])]">
      <xsl:sort select="@target"/>
      <section aria-labelledby="of-{@target}">
        <h2 id="of-{@target}"><xsl:call-template name="target-words"><xsl:with-param name="target" select="@target"/></xsl:call-template><xsl:text> </xsl:text><span class="count"><xsl:value-of select="count(key('target', @target))"/></span>
          <xsl:if test="@address"><code class="address"><xsl:value-of select="concat(substring(@address, 1, string-length(@address) - string-length(@name)), '…')"/></code></xsl:if></h2>
        <table class="box stack functions">
          <caption class="unseen"><xsl:value-of select="concat($caption-functions, ' ', @target)"/></caption>
          <thead><tr><th scope="col"><xsl:value-of select="$function"/></th><th scope="col"><xsl:value-of select="$call"/></th><th scope="col"><xsl:value-of select="$who-may"/></th><th scope="col"><xsl:value-of select="$you-here"/></th><th scope="col">libvirt</th></tr></thead>
          <tbody><xsl:apply-templates select="key('target', @target)"/></tbody>
        </table>
      </section>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="target-words">
    <xsl:param name="target" select="."/>
    <xsl:variable name="words"><xsl:call-template name="one-of"><xsl:with-param name="collection" select="concat($target, 's')"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$target = 'domain'"><xsl:value-of select="$domain"/></xsl:when>
      <xsl:when test="$target = 'host'"><xsl:value-of select="$host"/></xsl:when>
      <xsl:when test="$words != ''"><xsl:value-of select="$words"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$target"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="search">
    <form class="search" role="search" method="get" action="{@href}">
      <div class="field"><label for="q"><xsl:value-of select="$name-or-words"/></label>
        <input type="text" id="q" name="q" value="{@q}" autocomplete="off"/></div>
      <div class="field"><label for="target"><xsl:value-of select="$object"/></label>
        <select id="target" name="target">
          <option value=""><xsl:value-of select="$any"/></option>
          <xsl:for-each select="target">
            <option value="{.}"><xsl:if test=". = ../@target"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:call-template name="target-words"/></option>
          </xsl:for-each>
        </select></div>
      <button type="submit" class="button"><xsl:value-of select="$search"/></button>
    </form>
  </xsl:template>

  <xsl:template match="/page/answer/commands/command">
    <tr>
      <th scope="row" class="name">
        <xsl:call-template name="function-link"/>
        <xsl:if test="@destroys = 'yes'"><xsl:text> </xsl:text><span class="tag danger"><xsl:value-of select="$destroys"/></span></xsl:if>
        <span class="title" lang="en"><xsl:value-of select="summary"/></span>
        <xsl:if test="parameters/parameter">
          <details>
            <summary><xsl:call-template name="argument-count"><xsl:with-param name="n" select="count(parameters/parameter)"/></xsl:call-template></summary>
            <dl class="takes"><xsl:apply-templates select="parameters/parameter"/></dl>
          </details>
        </xsl:if>
      </th>
      <td class="nowrap" data-label="{$call}"><code><xsl:value-of select="@method"/></code></td>
      <td data-label="{$who-may}"><xsl:call-template name="who-words"/></td>
      <td class="may" data-label="{$you-here}">
        <xsl:choose>
          <xsl:when test="@may = 'yes'"><span class="may yes"><xsl:value-of select="$yes"/></span></xsl:when>
          <xsl:otherwise><span class="may no"><xsl:value-of select="$no"/></span><span class="why" lang="en"><xsl:value-of select="@why"/></span></xsl:otherwise>
        </xsl:choose>
      </td>
      <td class="nowrap" data-label="libvirt"><xsl:value-of select="@since"/><xsl:if test="not(@since)"><span class="none">–</span></xsl:if></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- As in commands.xsl: a read goes to its answer unless it needs arguments, a change through its form. -->
  <xsl:template name="function-link">
    <xsl:choose>
      <xsl:when test="not(@href) or @may = 'no'"><code><xsl:value-of select="@name"/></code></xsl:when>
      <xsl:when test="@method = 'GET' and not(parameters/parameter[@required = 'yes'])"><a class="command" href="{@href}"><xsl:value-of select="@name"/></a></xsl:when>
      <xsl:otherwise><a class="command" href="{@href}?form"><xsl:value-of select="concat(@name, '…')"/></a></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/page/answer/commands/command/parameters/parameter">
    <div>
      <dt><code><xsl:value-of select="@name"/></code><span class="quiet"><xsl:value-of select="concat(' ', @kind)"/><xsl:if test="@unit"><xsl:value-of select="concat(', ', @unit)"/></xsl:if><xsl:if test="@required = 'no'"><xsl:value-of select="concat(', ', $optional)"/></xsl:if></span></dt>
      <dd lang="en">
        <xsl:value-of select="help"/>
        <xsl:for-each select="flag | param"><span class="line"><code><xsl:value-of select="@name"/></code><xsl:if test="string(help)"><xsl:value-of select="concat(' ', help)"/></xsl:if></span></xsl:for-each>
      </dd>
    </div>
  </xsl:template>
</xsl:stylesheet>
