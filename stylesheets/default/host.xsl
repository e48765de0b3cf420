<?xml version="1.0" encoding="UTF-8"?>
<!-- One host: its state, its domains, and what can be called on it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/directory[@host]" priority="3">
    <xsl:variable name="host" select="hosts/host[1]"/>
    <div class="head">
      <h1><bdi><xsl:value-of select="@host"/></bdi></h1>
      <xsl:for-each select="$host">
        <p class="about">
          <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
          <span class="where"><xsl:text>since </xsl:text><xsl:call-template name="since"/></span>
          <xsl:if test="@source = 'mdns'"><xsl:text> </xsl:text><span class="tag">mDNS</span></xsl:if>
        </p>
      </xsl:for-each>
      <xsl:call-template name="host-actions"/>
    </div>
    <xsl:if test="$host/error">
      <div class="note bad" role="note">
        <p><strong>This host cannot be reached.</strong> What is shown of its domains is what was last known.</p>
        <xsl:apply-templates select="$host/error"/>
      </div>
    </xsl:if>
    <xsl:apply-templates select="domains"/>
    <xsl:call-template name="commands"/>
  </xsl:template>

  <xsl:template name="host-actions">
    <xsl:if test="key('command', 'domainDefineXML') or key('command', 'domainCreateXML')">
      <div class="power" role="group" aria-label="New domains">
        <xsl:call-template name="form-link">
          <xsl:with-param name="command" select="'domainDefineXML'"/><xsl:with-param name="label" select="'Define a domain…'"/>
          <xsl:with-param name="class" select="'button primary'"/>
        </xsl:call-template>
        <xsl:call-template name="form-link">
          <xsl:with-param name="command" select="'domainCreateXML'"/><xsl:with-param name="label" select="'Start a transient domain…'"/>
        </xsl:call-template>
      </div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
