<?xml version="1.0" encoding="UTF-8"?>
<!-- The power of a domain: one button for each thing that makes sense in its state and that this site allows. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- active: the domain has an id, so there is something to switch off whatever the state says. -->
  <xsl:template name="power">
    <xsl:param name="active"/>
    <xsl:variable name="state" select="/page/object/@state"/>
    <xsl:variable name="runs" select="$state = 'VIR_DOMAIN_RUNNING' or $state = 'VIR_DOMAIN_BLOCKED' or ($state = 'VIR_DOMAIN_NOSTATE' and $active)"/>
    <xsl:variable name="buttons">
      <xsl:choose>
        <xsl:when test="$runs">
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'domainShutdown'"/></xsl:call-template>
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'domainReboot'"/></xsl:call-template>
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'domainSuspend'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$state = 'VIR_DOMAIN_PAUSED'">
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'domainResume'"/><xsl:with-param name="class" select="'primary'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$state = 'VIR_DOMAIN_PMSUSPENDED'">
          <xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainPMWakeup'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="not($active)">
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'domainCreate'"/><xsl:with-param name="class" select="'primary'"/></xsl:call-template>
        </xsl:when>
      </xsl:choose>
      <xsl:call-template name="power-dangers"><xsl:with-param name="active" select="$active"/><xsl:with-param name="runs" select="$runs"/></xsl:call-template>
    </xsl:variable>
    <xsl:if test="string($buttons)">
      <div class="power" role="group" aria-label="{$power}"><xsl:copy-of select="$buttons"/></div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="power-dangers">
    <xsl:param name="active"/>
    <xsl:param name="runs"/>
    <xsl:variable name="links">
      <xsl:if test="$runs"><xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainReset'"/></xsl:call-template></xsl:if>
      <xsl:if test="$active"><xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainDestroy'"/></xsl:call-template></xsl:if>
      <xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainUndefine'"/></xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="edit-link"/>
    <xsl:if test="string($links)"><xsl:text> </xsl:text><span class="dangers"><xsl:copy-of select="$links"/></span></xsl:if>
  </xsl:template>

  <!-- A form of one button, whose POST is the whole command; lynx would send one without a field as GET. One that turns out to need more becomes a link. -->
  <xsl:template name="power-button">
    <xsl:param name="command"/>
    <xsl:param name="class"/>
    <xsl:variable name="row" select="/page/commands/command[@name = $command]"/>
    <xsl:choose>
      <xsl:when test="$row[@arguments = 'required' or @destroys = 'yes']">
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="$command"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="$row">
          <form method="post" action="{@href}">
            <input type="hidden" name="form"/>
            <button type="submit" class="button {$class}"><xsl:call-template name="verb"><xsl:with-param name="command" select="$command"/></xsl:call-template></button>
          </form>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="power-link">
    <xsl:param name="command"/>
    <xsl:for-each select="/page/commands/command[@name = $command]">
      <xsl:text> </xsl:text>
      <a class="button" href="{@href}?form">
        <xsl:if test="@destroys = 'yes' and not(@name = 'domainShutdown' or @name = 'domainReboot')"><xsl:attribute name="class">button danger</xsl:attribute></xsl:if>
        <xsl:call-template name="verb"><xsl:with-param name="command" select="$command"/></xsl:call-template>
        <xsl:value-of select="$more"/>
      </a>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
