<?xml version="1.0" encoding="UTF-8"?>
<!-- The directory: the whole network, or the part that one owner has. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="domains-on" match="/page/answer/directory/domains/domain" use="@host"/>
  <xsl:key name="host" match="/page/answer/directory/hosts/host" use="@name"/>
  <xsl:key name="owner" match="/page/answer/directory/owners/owner" use="@name"/>

  <xsl:template match="/page/answer/directory" priority="1">
    <div class="head">
      <h1>Network</h1>
      <xsl:call-template name="tally"/>
    </div>
    <xsl:call-template name="hosts"/>
    <xsl:if test="owners/owner"><xsl:apply-templates select="owners"/></xsl:if>
    <xsl:apply-templates select="domains"/>
  </xsl:template>

  <xsl:template match="/page/answer/directory[@owner]" priority="2">
    <div class="head">
      <xsl:choose>
        <xsl:when test="@owner = '_'"><h1>Without owner</h1></xsl:when>
        <xsl:otherwise><h1><bdi><xsl:value-of select="@owner"/></bdi></h1></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="tally"/>
    </div>
    <xsl:apply-templates select="domains"/>
    <xsl:if test="hosts/host"><xsl:call-template name="hosts"/></xsl:if>
  </xsl:template>

  <!-- "4 hosts: 3 up, 1 unreachable" and "5 domains: 4 running, 1 shut off"; what is wrong comes first. -->
  <xsl:template name="tally">
    <ul class="tally">
      <xsl:if test="hosts/host">
        <li>
          <strong><xsl:call-template name="count"><xsl:with-param name="of" select="count(hosts/host)"/><xsl:with-param name="word" select="'host'"/></xsl:call-template></strong>
          <xsl:call-template name="tally-parts"><xsl:with-param name="all" select="hosts/host"/><xsl:with-param name="states" select="'unreachable connecting up '"/></xsl:call-template>
        </li>
      </xsl:if>
      <li>
        <strong><xsl:call-template name="count"><xsl:with-param name="of" select="count(domains/domain)"/><xsl:with-param name="word" select="'domain'"/></xsl:call-template></strong>
        <xsl:call-template name="tally-parts">
          <xsl:with-param name="all" select="domains/domain"/>
          <xsl:with-param name="states" select="'VIR_DOMAIN_CRASHED VIR_DOMAIN_RUNNING VIR_DOMAIN_BLOCKED VIR_DOMAIN_PAUSED VIR_DOMAIN_PMSUSPENDED VIR_DOMAIN_SHUTDOWN VIR_DOMAIN_SHUTOFF VIR_DOMAIN_NOSTATE announced '"/>
        </xsl:call-template>
      </li>
    </ul>
  </xsl:template>

  <!-- One part for each state in the list that something is in. Each name in the list ends with a space. -->
  <xsl:template name="tally-parts">
    <xsl:param name="all"/>
    <xsl:param name="states"/>
    <xsl:variable name="state" select="substring-before($states, ' ')"/>
    <xsl:variable name="count" select="count($all[@state = $state])"/>
    <xsl:if test="$count">
      <xsl:text> </xsl:text>
      <xsl:call-template name="state"><xsl:with-param name="state" select="$state"/><xsl:with-param name="count" select="$count"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="$state != ''">
      <xsl:call-template name="tally-parts"><xsl:with-param name="all" select="$all"/><xsl:with-param name="states" select="substring-after($states, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="hosts">
    <section aria-labelledby="hosts">
      <h2 id="hosts"><xsl:text>Hosts </xsl:text><span class="count"><xsl:value-of select="count(hosts/host)"/></span></h2>
      <xsl:choose>
        <xsl:when test="hosts/host">
          <table class="box stack hosts">
            <caption class="unseen">Hosts, their state and since when</caption>
            <thead><tr><th scope="col">State</th><th scope="col">Host</th><th scope="col">Since</th><th scope="col" class="number">Domains</th></tr></thead>
            <tbody><xsl:apply-templates select="hosts/host"/></tbody>
          </table>
        </xsl:when>
        <xsl:otherwise>
          <div class="box empty"><p><strong>No hosts yet.</strong> Hosts are named in the configuration, under <code>[hosts]</code>, or found by mDNS, under <code>[discovery]</code>; they appear here as soon as one is known.</p></div>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="/page/answer/directory/hosts/host">
    <tr>
      <td class="of-state"><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></td>
      <th scope="row" class="name">
        <xsl:choose>
          <xsl:when test="@href"><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a></xsl:when>
          <xsl:otherwise><bdi><xsl:value-of select="@name"/></bdi></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@source = 'mdns'"><xsl:text> </xsl:text><span class="tag">mDNS</span></xsl:if>
        <xsl:apply-templates select="error"/>
      </th>
      <td class="since" data-label="since"><xsl:call-template name="since"/></td>
      <td class="number" data-label="domains"><xsl:value-of select="count(key('domains-on', @name))"/></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="/page/answer/directory/hosts/host/error">
    <p class="error"><xsl:value-of select="."/></p>
  </xsl:template>

  <!-- Since when the current host has its state, and how long that is. -->
  <xsl:template name="since">
    <xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template>
    <xsl:call-template name="for-how-long"><xsl:with-param name="since" select="@since"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="/page/answer/directory/owners">
    <section aria-labelledby="owners">
      <h2 id="owners"><xsl:text>Owners </xsl:text><span class="count"><xsl:value-of select="count(owner)"/></span></h2>
      <ul class="owners"><xsl:apply-templates select="owner"/></ul>
    </section>
  </xsl:template>

  <xsl:template match="/page/answer/directory/owners/owner">
    <li><a href="{@href}">
      <xsl:choose>
        <xsl:when test="@name = '_'">Without owner</xsl:when>
        <xsl:otherwise><bdi><xsl:value-of select="@name"/></bdi></xsl:otherwise>
      </xsl:choose>
      <xsl:text> </xsl:text>
      <span class="count"><xsl:value-of select="@domains"/><span class="unseen"> domains</span></span>
    </a></li>
  </xsl:template>

  <xsl:template match="/page/answer/directory/domains">
    <section aria-labelledby="domains">
      <h2 id="domains"><xsl:text>Domains </xsl:text><span class="count"><xsl:value-of select="count(domain)"/></span></h2>
      <xsl:choose>
        <xsl:when test="domain">
          <table class="box stack domains">
            <caption class="unseen">Domains, their state, owner and host</caption>
            <thead><tr>
              <th scope="col">State</th><th scope="col">Domain</th><th scope="col">Owner</th>
              <xsl:if test="not(../@host)"><th scope="col">Host</th></xsl:if>
              <th scope="col" class="number">Id</th><th scope="col">UUID</th>
            </tr></thead>
            <tbody><xsl:apply-templates select="domain"/></tbody>
          </table>
        </xsl:when>
        <xsl:otherwise><div class="box empty"><p><strong>No domains here.</strong></p></div></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="/page/answer/directory/domains/domain">
    <xsl:variable name="host" select="key('host', @host)"/>
    <tr>
      <td class="of-state">
        <xsl:call-template name="state">
          <xsl:with-param name="state" select="@state"/>
          <xsl:with-param name="stale" select="boolean($host[@state != 'up'])"/>
        </xsl:call-template>
      </td>
      <th scope="row" class="name">
        <a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a>
        <xsl:if test="title"><span class="title"><xsl:value-of select="title"/></span></xsl:if>
      </th>
      <td class="owner" data-label="owner"><xsl:call-template name="owner-links"/></td>
      <xsl:if test="not(../../@host)">
        <td class="host" data-label="host"><xsl:call-template name="host-link"><xsl:with-param name="host" select="$host"/></xsl:call-template></td>
      </xsl:if>
      <td class="number" data-label="id"><xsl:value-of select="@id"/><xsl:if test="not(@id)"><span class="none">–</span></xsl:if></td>
      <td class="uuid" data-label="uuid"><code><xsl:value-of select="@uuid"/></code></td>
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
</xsl:stylesheet>
