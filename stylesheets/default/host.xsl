<?xml version="1.0" encoding="UTF-8"?>
<!-- One host: its state, what it has, its domains, and what can be called on it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/directory[@host]" priority="3">
    <xsl:variable name="host" select="hosts/host[1]"/>
    <div class="head">
      <h1><bdi><xsl:value-of select="@host"/></bdi></h1>
      <xsl:for-each select="$host">
        <p class="about">
          <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
          <xsl:text> </xsl:text>
          <span class="where"><xsl:value-of select="concat($since-when, ' ')"/><xsl:call-template name="since"/></span>
          <xsl:if test="@source = 'mdns'"><xsl:text> </xsl:text><span class="tag">mDNS</span></xsl:if>
        </p>
        <xsl:call-template name="host-facts"/>
      </xsl:for-each>
      <xsl:call-template name="host-actions"/>
    </div>
    <xsl:if test="$host/error">
      <div class="note bad" role="note">
        <p><strong><xsl:value-of select="$host-unreachable"/></strong><xsl:text> </xsl:text><xsl:value-of select="$last-known"/></p>
        <p class="error" lang="en"><xsl:value-of select="$host/error"/></p>
      </div>
    </xsl:if>
    <xsl:call-template name="collections"/>
    <xsl:apply-templates select="domains"/>
    <xsl:call-template name="commands"/>
  </xsl:template>

  <xsl:template name="host-facts">
    <xsl:if test="@hypervisor or cpus or memory">
      <ul class="brief">
        <xsl:if test="@hypervisor"><li><xsl:value-of select="@hypervisor"/></li></xsl:if>
        <xsl:if test="cpus"><li><xsl:call-template name="core-count"><xsl:with-param name="n" select="cpus"/></xsl:call-template></li></xsl:if>
        <xsl:if test="memory"><li><xsl:apply-templates select="memory" mode="amount"/><xsl:value-of select="concat(' ', $of-memory)"/></li></xsl:if>
      </ul>
    </xsl:if>
  </xsl:template>

  <xsl:template name="host-actions">
    <xsl:if test="not(/page/object/@state = 'unreachable') and (key('command', 'domainDefineXML') or key('command', 'domainCreateXML'))">
      <div class="power" role="group" aria-label="{$new-domains}">
        <xsl:call-template name="form-link">
          <xsl:with-param name="command" select="'domainDefineXML'"/><xsl:with-param name="label" select="$define-a-domain"/>
          <xsl:with-param name="class" select="'button primary'"/>
        </xsl:call-template>
        <xsl:call-template name="form-link">
          <xsl:with-param name="command" select="'domainCreateXML'"/><xsl:with-param name="label" select="$start-a-transient-domain"/>
        </xsl:call-template>
      </div>
    </xsl:if>
  </xsl:template>

  <!-- What hangs below the object of the page: networks, pools, snapshots and so on. -->
  <xsl:template name="collections">
    <xsl:if test="/page/collections/collection">
      <nav class="collections" aria-label="{$what-it-has}">
        <ul>
          <xsl:for-each select="/page/collections/collection">
            <li><a href="{@href}"><xsl:call-template name="collection-words"><xsl:with-param name="collection" select="@name"/></xsl:call-template></a></li>
          </xsl:for-each>
        </ul>
      </nav>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
