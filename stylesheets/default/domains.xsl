<?xml version="1.0" encoding="UTF-8"?>
<!-- The table of domains: a page of the list, with what narrows and sorts it, and buttons for the chosen ones. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/directory/domains">
    <section aria-labelledby="domains" data-list="domains">
      <h2 id="domains"><xsl:value-of select="concat($domains, ' ')"/><span class="count">
        <xsl:value-of select="../@matching"/>
        <xsl:if test="not(../@matching)"><xsl:value-of select="count(domain)"/></xsl:if>
      </span></h2>
      <xsl:apply-templates select="/page/view" mode="narrow"/>
      <xsl:choose>
        <xsl:when test="domain and /page/view/@bulk">
          <form method="post" action="{/page/view/@bulk}domainCreate" class="several">
            <xsl:call-template name="domain-table"/>
            <xsl:call-template name="for-the-chosen"/>
          </form>
        </xsl:when>
        <xsl:when test="domain"><xsl:call-template name="domain-table"/></xsl:when>
        <xsl:when test="../@total &gt; 0">
          <div class="box empty"><p><strong><xsl:value-of select="$nothing-matches"/></strong><xsl:text> </xsl:text><a href="{/page/view/@href}"><xsl:value-of select="$show-all"/></a></p></div>
        </xsl:when>
        <xsl:otherwise><div class="box empty"><p><strong><xsl:value-of select="$no-domains"/></strong></p></div></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="/page/view" mode="pages"/>
    </section>
  </xsl:template>

  <xsl:template name="domain-table">
    <table class="box stack domains">
      <caption class="unseen"><xsl:value-of select="$caption-domains"/></caption>
      <thead><xsl:if test="/page/view"><xsl:attribute name="class">sorts</xsl:attribute></xsl:if><tr>
        <xsl:if test="/page/view/@bulk"><th scope="col" class="choose"><span class="unseen"><xsl:value-of select="$chosen"/></span></th></xsl:if>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'state'"/><xsl:with-param name="words" select="$state"/></xsl:call-template>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'name'"/><xsl:with-param name="words" select="$domain"/></xsl:call-template>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'owner'"/><xsl:with-param name="words" select="$owner"/></xsl:call-template>
        <xsl:if test="not(../@host)">
          <xsl:call-template name="column"><xsl:with-param name="name" select="'host'"/><xsl:with-param name="words" select="$host"/></xsl:call-template>
        </xsl:if>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'nrVirtCpu'"/><xsl:with-param name="words" select="$vcpus"/><xsl:with-param name="number" select="true()"/></xsl:call-template>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'memory'"/><xsl:with-param name="words" select="$memory"/><xsl:with-param name="number" select="true()"/></xsl:call-template>
        <xsl:call-template name="column"><xsl:with-param name="name" select="'id'"/><xsl:with-param name="words" select="$id"/><xsl:with-param name="number" select="true()"/></xsl:call-template>
      </tr></thead>
      <tbody><xsl:apply-templates select="domain"/></tbody>
    </table>
  </xsl:template>

  <!-- The head of a column, which sorts by it where the view says how. -->
  <xsl:template name="column">
    <xsl:param name="name"/>
    <xsl:param name="words"/>
    <xsl:param name="number" select="false()"/>
    <xsl:variable name="column" select="/page/view/column[@name = $name]"/>
    <th scope="col">
      <xsl:if test="$number"><xsl:attribute name="class">number</xsl:attribute></xsl:if>
      <xsl:if test="$column/@sorted"><xsl:attribute name="aria-sort"><xsl:value-of select="$column/@sorted"/></xsl:attribute></xsl:if>
      <xsl:choose>
        <xsl:when test="$column"><a class="sort" href="{$column/@href}"><xsl:value-of select="$words"/></a></xsl:when>
        <xsl:otherwise><xsl:value-of select="$words"/></xsl:otherwise>
      </xsl:choose>
    </th>
  </xsl:template>

  <xsl:template match="/page/answer/directory/domains/domain">
    <xsl:variable name="on" select="key('host', @host)"/>
    <tr>
      <xsl:if test="/page/view/@bulk">
        <td class="choose"><xsl:if test="not(@copy)"><label><input type="checkbox" name="domain" value="{@uuid}" aria-label="{$choose} {@name}"/></label></xsl:if></td>
      </xsl:if>
      <td class="of-state">
        <xsl:call-template name="state">
          <xsl:with-param name="state" select="@state"/>
          <xsl:with-param name="stale" select="boolean($on[@state != 'up'])"/>
        </xsl:call-template>
      </td>
      <th scope="row" class="name">
        <a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a>
        <xsl:if test="title"><xsl:text> </xsl:text><span class="title"><xsl:value-of select="title"/></span></xsl:if>
        <xsl:if test="@copy"><xsl:text> </xsl:text><span class="tag"><xsl:value-of select="$also-elsewhere"/></span></xsl:if>
      </th>
      <td class="owner" data-label="{$owner}"><xsl:call-template name="owner-links"/></td>
      <xsl:if test="not(../../@host)">
        <td class="host" data-label="{$host}"><xsl:call-template name="host-link"><xsl:with-param name="host" select="$on"/></xsl:call-template></td>
      </xsl:if>
      <td class="number" data-label="{$vcpus}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="nrVirtCpu"/></xsl:call-template></td>
      <td class="number" data-label="{$memory}"><xsl:apply-templates select="memory" mode="amount"/><xsl:if test="not(memory)"><span class="none">–</span></xsl:if></td>
      <td class="number id" data-label="{$id}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="@id"/></xsl:call-template></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="owner-links">
    <xsl:if test="not(owner)"><span class="none">–</span></xsl:if>
    <xsl:for-each select="owner">
      <xsl:variable name="listed" select="key('owner', .)"/>
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:choose>
        <xsl:when test="$listed and not(../../../@owner)"><a href="{$listed/@href}"><bdi><xsl:value-of select="."/></bdi></a></xsl:when>
        <xsl:otherwise><bdi><xsl:value-of select="."/></bdi></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="host-link">
    <xsl:param name="host"/>
    <xsl:choose>
      <xsl:when test="$host/@href"><a href="{$host/@href}"><bdi><xsl:value-of select="@host"/></bdi></a></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="@host"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What can be done with those that are ticked. Enter in a tick box does nothing: the first button is switched off. -->
  <xsl:template name="for-the-chosen">
    <div class="chosen" role="group" aria-label="{$with-the-chosen}">
      <button type="submit" disabled="disabled" hidden="hidden">–</button>
      <span class="how-many" data-words="{$n-chosen}"><xsl:value-of select="$with-the-chosen"/></span>
      <xsl:call-template name="chosen-button"><xsl:with-param name="command" select="'domainCreate'"/></xsl:call-template>
      <xsl:call-template name="chosen-button"><xsl:with-param name="command" select="'domainSuspend'"/></xsl:call-template>
      <xsl:call-template name="chosen-button"><xsl:with-param name="command" select="'domainResume'"/></xsl:call-template>
      <span class="dangers">
        <xsl:call-template name="chosen-question"><xsl:with-param name="command" select="'domainShutdown'"/></xsl:call-template>
        <xsl:call-template name="chosen-question"><xsl:with-param name="command" select="'domainReboot'"/></xsl:call-template>
        <xsl:call-template name="chosen-question"><xsl:with-param name="command" select="'domainDestroy'"/></xsl:call-template>
      </span>
    </div>
  </xsl:template>

  <!-- What ends work that is under way asks first, and shows once more which domains it is about. -->
  <xsl:template name="chosen-question">
    <xsl:param name="command"/>
    <button type="submit" class="button" name="form" value="" formmethod="get" formaction="{/page/view/@bulk}{$command}">
      <xsl:if test="$command = 'domainDestroy'"><xsl:attribute name="class">button danger</xsl:attribute></xsl:if>
      <xsl:call-template name="verb"><xsl:with-param name="command" select="$command"/></xsl:call-template>
      <xsl:value-of select="$more"/>
    </button>
  </xsl:template>

  <xsl:template name="chosen-button">
    <xsl:param name="command"/>
    <button type="submit" class="button" formaction="{/page/view/@bulk}{$command}"><xsl:call-template name="verb"><xsl:with-param name="command" select="$command"/></xsl:call-template></button>
  </xsl:template>
</xsl:stylesheet>
