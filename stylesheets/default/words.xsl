<?xml version="1.0" encoding="UTF-8"?>
<!-- States and enum names in words. A state is told by shape, word and colour, so that any one of them may fail. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- A badge for a libvirt domain state or the state of a host; the class gives shape and colour. stale: what was
       known before its host was lost. count: how many are in that state. -->
  <xsl:template name="state">
    <xsl:param name="state"/>
    <xsl:param name="stale" select="false()"/>
    <xsl:param name="count"/>
    <span>
      <xsl:attribute name="class">
        <xsl:text>state </xsl:text>
        <xsl:call-template name="state-kind"><xsl:with-param name="state" select="$state"/></xsl:call-template>
        <xsl:if test="$stale"> stale</xsl:if>
      </xsl:attribute>
      <xsl:if test="$count"><xsl:value-of select="concat($count, ' ')"/></xsl:if>
      <xsl:call-template name="state-word"><xsl:with-param name="state" select="$state"/></xsl:call-template>
      <xsl:if test="$stale"><small><xsl:value-of select="concat(' ', $last-known-short)"/></small></xsl:if>
    </span>
  </xsl:template>

  <xsl:template name="state-kind">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'VIR_DOMAIN_RUNNING'">running</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_BLOCKED'">blocked</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_PAUSED'">paused</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTDOWN'">shutdown</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTOFF'">shutoff</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_CRASHED'">crashed</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_PMSUSPENDED'">asleep</xsl:when>
      <xsl:when test="$state = 'up' or $state = 'active'">up</xsl:when>
      <xsl:when test="$state = 'inactive'">shutoff</xsl:when>
      <xsl:when test="$state = 'connecting' or $state = 'announced'">connecting</xsl:when>
      <xsl:when test="$state = 'unreachable' or $state = 'failed' or $state = 'lost'">unreachable</xsl:when>
      <xsl:when test="$state = 'running'">connecting</xsl:when>
      <xsl:when test="$state = 'done'">up</xsl:when>
      <xsl:otherwise>unknown</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_DOMAIN_RUNNING and VIR_VCPU_RUNNING become "Running", VIR_ERR_NO_DOMAIN "Err no domain". -->
  <xsl:template name="enum-word">
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="starts-with($name, 'VIR_DOMAIN_')">
        <xsl:call-template name="lower-words"><xsl:with-param name="name" select="substring-after($name, 'VIR_DOMAIN_')"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($name, 'VIR_VCPU_')">
        <xsl:call-template name="lower-words"><xsl:with-param name="name" select="substring-after($name, 'VIR_VCPU_')"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($name, 'VIR_')">
        <xsl:call-template name="lower-words"><xsl:with-param name="name" select="substring-after($name, 'VIR_')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="lower-words">
    <xsl:param name="name"/>
    <xsl:value-of select="substring($name, 1, 1)"/>
    <xsl:value-of select="translate(substring($name, 2), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_', 'abcdefghijklmnopqrstuvwxyz ')"/>
  </xsl:template>
</xsl:stylesheet>
