<?xml version="1.0" encoding="UTF-8"?>
<!-- The directory: the whole network, the part that one owner has, or the hosts alone. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="host" match="/page/answer/directory/hosts/host" use="@name"/>
  <xsl:key name="owner" match="/page/answer/directory/owners/owner" use="@name"/>

  <!-- So many hosts and owners stand on the page of the network; what is more has pages of its own. -->
  <xsl:variable name="few-hosts" select="12"/>
  <xsl:variable name="few-owners" select="24"/>

  <xsl:template match="/page/answer/directory" priority="1">
    <div class="head">
      <h1><xsl:value-of select="$network"/></h1>
      <xsl:call-template name="tally"/>
    </div>
    <xsl:call-template name="hosts"/>
    <xsl:if test="owners/owner"><xsl:apply-templates select="owners"/></xsl:if>
    <xsl:apply-templates select="domains"/>
  </xsl:template>

  <xsl:template match="/page/answer/directory[@owner]" priority="2">
    <div class="head">
      <h1><xsl:call-template name="owner-words"><xsl:with-param name="name" select="@owner"/></xsl:call-template></h1>
      <xsl:call-template name="tally"/>
    </div>
    <xsl:apply-templates select="domains"/>
    <xsl:if test="hosts/host"><xsl:call-template name="hosts"/></xsl:if>
  </xsl:template>

  <!-- The hosts alone: every one of them, and nothing about domains. -->
  <xsl:template match="/page/answer/directory[/page/trail/step[last()]/@collection = 'hosts']" priority="2">
    <div class="head">
      <h1><xsl:value-of select="$hosts"/></h1>
      <xsl:call-template name="tally"/>
    </div>
    <xsl:call-template name="host-table"><xsl:with-param name="shown" select="hosts/host"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="owner-words">
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="$name = '_'"><xsl:value-of select="$without-owner"/></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$name"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "4 hosts, 3 up, 1 unreachable" and "5 domains"; what is wrong comes first. Their states stand where they narrow the list. -->
  <xsl:template name="tally">
    <ul class="tally">
      <xsl:if test="hosts/host">
        <li>
          <strong><xsl:call-template name="host-count"><xsl:with-param name="n" select="count(hosts/host)"/></xsl:call-template></strong>
          <xsl:call-template name="host-states"><xsl:with-param name="states" select="'unreachable connecting up '"/></xsl:call-template>
        </li>
      </xsl:if>
      <xsl:if test="@total and not(/page/trail/step[last()]/@collection = 'hosts')">
        <li>
          <strong><xsl:call-template name="domain-count"><xsl:with-param name="n" select="@total"/></xsl:call-template></strong>
        </li>
      </xsl:if>
    </ul>
  </xsl:template>

  <!-- One part for each state in the list that a host is in. Each name in the list ends with a space. -->
  <xsl:template name="host-states">
    <xsl:param name="states"/>
    <xsl:variable name="state" select="substring-before($states, ' ')"/>
    <xsl:variable name="count" select="count(hosts/host[@state = $state])"/>
    <xsl:if test="$count">
      <xsl:text> </xsl:text>
      <xsl:call-template name="state"><xsl:with-param name="state" select="$state"/><xsl:with-param name="count" select="$count"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="$state != ''">
      <xsl:call-template name="host-states"><xsl:with-param name="states" select="substring-after($states, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- All hosts while they are few; of many, those that need attention, and the way to the rest. -->
  <xsl:template name="hosts">
    <xsl:variable name="count" select="count(hosts/host)"/>
    <section aria-labelledby="hosts">
      <h2 id="hosts"><xsl:value-of select="concat($hosts, ' ')"/><span class="count"><xsl:value-of select="$count"/></span></h2>
      <xsl:choose>
        <xsl:when test="$count = 0"><div class="box empty"><p><xsl:call-template name="no-hosts"/></p></div></xsl:when>
        <xsl:when test="$count &lt;= $few-hosts">
          <xsl:call-template name="host-table"><xsl:with-param name="shown" select="hosts/host"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="hosts/host[@state != 'up']">
            <xsl:call-template name="host-table"><xsl:with-param name="shown" select="hosts/host[@state != 'up'][position() &lt;= $few-hosts]"/></xsl:call-template>
          </xsl:if>
          <xsl:if test="/page/@hosts"><p class="next"><a class="button" href="{/page/@hosts}"><xsl:call-template name="all-hosts"><xsl:with-param name="n" select="$count"/></xsl:call-template></a></p></xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="host-table">
    <xsl:param name="shown"/>
    <table class="box stack hosts">
      <caption class="unseen"><xsl:value-of select="$caption-hosts"/></caption>
      <thead><tr>
        <th scope="col"><xsl:value-of select="$state"/></th>
        <th scope="col"><xsl:value-of select="$host"/></th>
        <xsl:if test="$shown/@hypervisor"><th scope="col"><xsl:value-of select="$hypervisor"/></th></xsl:if>
        <xsl:if test="$shown/cpus"><th scope="col" class="number"><xsl:value-of select="$cores"/></th></xsl:if>
        <xsl:if test="$shown/memory"><th scope="col" class="number"><xsl:value-of select="$memory"/></th></xsl:if>
        <xsl:if test="$shown/@domains"><th scope="col" class="number"><xsl:value-of select="$domains"/></th></xsl:if>
        <th scope="col"><xsl:value-of select="$since"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="$shown">
          <xsl:call-template name="host-row">
            <xsl:with-param name="hypervisors" select="boolean($shown/@hypervisor)"/><xsl:with-param name="cpus" select="boolean($shown/cpus)"/>
            <xsl:with-param name="memories" select="boolean($shown/memory)"/><xsl:with-param name="counts" select="boolean($shown/@domains)"/>
          </xsl:call-template>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template name="host-row">
    <xsl:param name="hypervisors"/>
    <xsl:param name="cpus"/>
    <xsl:param name="memories"/>
    <xsl:param name="counts"/>
    <tr>
      <td class="of-state"><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></td>
      <th scope="row" class="name">
        <xsl:call-template name="link"/>
        <xsl:if test="@source = 'mdns'"><xsl:text> </xsl:text><span class="tag">mDNS</span></xsl:if>
        <xsl:for-each select="error"><p class="error" lang="en"><xsl:value-of select="."/></p></xsl:for-each>
      </th>
      <xsl:if test="$hypervisors"><td data-label="{$hypervisor}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="@hypervisor"/></xsl:call-template></td></xsl:if>
      <xsl:if test="$cpus"><td class="number" data-label="{$cores}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="cpus"/></xsl:call-template></td></xsl:if>
      <xsl:if test="$memories"><td class="number" data-label="{$memory}"><xsl:apply-templates select="memory" mode="amount"/><xsl:if test="not(memory)"><span class="none">–</span></xsl:if></td></xsl:if>
      <xsl:if test="$counts"><td class="number" data-label="{$domains}"><xsl:value-of select="@domains"/></td></xsl:if>
      <td class="since" data-label="{$since}"><xsl:call-template name="since"/></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- The current thing by its name, as a link if it has an address. -->
  <xsl:template name="link">
    <xsl:call-template name="maybe-link">
      <xsl:with-param name="href" select="@href"/>
      <xsl:with-param name="name" select="@name | @uuid[not(../@name)]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="or-dash">
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="string($value)"><xsl:value-of select="$value"/></xsl:when>
      <xsl:otherwise><span class="none">–</span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Since when the current host has its state, and how long that is. -->
  <xsl:template name="since">
    <xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template>
    <xsl:call-template name="for-how-long"><xsl:with-param name="since" select="@since"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="/page/answer/directory/owners">
    <section aria-labelledby="owners">
      <h2 id="owners"><xsl:value-of select="concat($owners, ' ')"/><span class="count"><xsl:value-of select="count(owner)"/></span></h2>
      <ul class="owners"><xsl:apply-templates select="owner[position() &lt;= $few-owners]"/></ul>
      <xsl:if test="count(owner) &gt; $few-owners">
        <p class="next quiet"><xsl:call-template name="more-owners"><xsl:with-param name="n" select="count(owner) - $few-owners"/></xsl:call-template></p>
      </xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="/page/answer/directory/owners/owner">
    <li><a href="{@href}">
      <xsl:call-template name="owner-words"><xsl:with-param name="name" select="@name"/></xsl:call-template>
      <xsl:text> </xsl:text>
      <span class="count"><xsl:value-of select="@domains"/><span class="unseen"><xsl:value-of select="concat(' ', $domains)"/></span></span>
    </a></li>
  </xsl:template>
</xsl:stylesheet>
