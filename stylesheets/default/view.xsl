<?xml version="1.0" encoding="UTF-8"?>
<!-- What narrows a list, and the way through its pages. A view is an address: everything here is a link or a form of GET. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- So many names are offered while an owner is typed. -->
  <xsl:variable name="most-offered" select="400"/>

  <xsl:template match="/page/view" mode="narrow">
    <xsl:variable name="narrowed" select="@q or @owner or @host or @state"/>
    <xsl:if test="/page/answer/directory/@total &gt; 0">
      <form class="narrow" method="get" action="{@href}" role="search" aria-label="{$caption-domains}">
        <xsl:call-template name="narrow-field"><xsl:with-param name="name" select="'q'"/><xsl:with-param name="words" select="$name-title-uuid"/><xsl:with-param name="value" select="@q"/></xsl:call-template>
        <xsl:if test="/page/answer/directory/owners/owner">
          <xsl:call-template name="narrow-field"><xsl:with-param name="name" select="'owner'"/><xsl:with-param name="words" select="$owner"/><xsl:with-param name="value" select="@owner"/><xsl:with-param name="offered" select="/page/answer/directory/owners/owner"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="not(/page/answer/directory/@host) and (count(/page/answer/directory/hosts/host) &gt; 1 or @host)">
          <xsl:call-template name="narrow-field"><xsl:with-param name="name" select="'host'"/><xsl:with-param name="words" select="$host"/><xsl:with-param name="value" select="@host"/><xsl:with-param name="offered" select="/page/answer/directory/hosts/host"/></xsl:call-template>
        </xsl:if>
        <xsl:call-template name="narrow-kept"><xsl:with-param name="name" select="'state'"/><xsl:with-param name="value" select="@state"/></xsl:call-template>
        <xsl:call-template name="narrow-kept"><xsl:with-param name="name" select="'sort'"/><xsl:with-param name="value" select="@sort"/></xsl:call-template>
        <xsl:call-template name="narrow-kept"><xsl:with-param name="name" select="'limit'"/><xsl:with-param name="value" select="@limit[. != 100]"/></xsl:call-template>
        <button type="submit" class="button"><xsl:value-of select="$filter"/></button>
        <xsl:if test="$narrowed"><a class="clear" href="{@href}"><xsl:value-of select="$show-all"/></a></xsl:if>
      </form>
      <xsl:if test="count(state) &gt; 1 or @state">
        <ul class="chips" aria-label="{$by-state}"><xsl:apply-templates select="state"/></ul>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template name="narrow-field">
    <xsl:param name="name"/>
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:param name="offered" select="/.."/>
    <div class="field">
      <label for="by-{$name}"><xsl:value-of select="$words"/></label>
      <input type="search" id="by-{$name}" name="{$name}" value="{$value}" autocomplete="off" spellcheck="false">
        <xsl:if test="$offered"><xsl:attribute name="list"><xsl:value-of select="concat('all-', $name)"/></xsl:attribute></xsl:if>
      </input>
      <xsl:if test="$offered">
        <datalist id="all-{$name}">
          <xsl:for-each select="$offered[position() &lt;= $most-offered]"><option value="{@name}"></option></xsl:for-each>
        </datalist>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="narrow-kept">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:if test="string($value)"><input type="hidden" name="{$name}" value="{$value}"/></xsl:if>
  </xsl:template>

  <!-- A state that narrows the list, or, chosen, widens it again. -->
  <xsl:template match="/page/view/state">
    <li><a href="{@href}">
      <xsl:if test="@chosen = 'yes'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if>
      <xsl:call-template name="state"><xsl:with-param name="state" select="@name"/></xsl:call-template>
      <xsl:text> </xsl:text>
      <span class="count"><xsl:value-of select="@domains"/></span>
    </a></li>
  </xsl:template>

  <!-- "101 to 200 of 1000", and the pages beside it; nothing where all is on one page. -->
  <xsl:template match="/page/view" mode="pages">
    <xsl:if test="@first or @previous or @next">
      <nav class="pages" aria-label="{$pages}">
        <span>
          <xsl:call-template name="from-to-of"><xsl:with-param name="from" select="@from"/><xsl:with-param name="to" select="@to"/><xsl:with-param name="of" select="/page/answer/directory/@matching"/></xsl:call-template>
        </span>
        <ul>
          <xsl:if test="@first and @previous"><li><a class="button" href="{@first}"><xsl:value-of select="$first-page"/></a></li></xsl:if>
          <xsl:if test="@previous"><li><a class="button" rel="prev" href="{@previous}"><xsl:value-of select="$previous-page"/></a></li></xsl:if>
          <xsl:if test="@next"><li><a class="button" rel="next" href="{@next}"><xsl:value-of select="$next-page"/></a></li></xsl:if>
        </ul>
      </nav>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
