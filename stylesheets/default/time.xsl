<?xml version="1.0" encoding="UTF-8"?>
<!-- Moments, as UTC dateTime strings like 2026-11-21T20:00:00Z. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template name="time">
    <xsl:param name="at"/>
    <time datetime="{$at}"><xsl:value-of select="concat(substring($at, 1, 10), ' ', substring($at, 12, 8), ' UTC')"/></time>
  </xsl:template>

  <!-- ", for 3 h 5 min", from a moment to when the page was made; nothing when a clock ran backwards. -->
  <xsl:template name="for-how-long">
    <xsl:param name="since"/>
    <xsl:variable name="then"><xsl:call-template name="epoch"><xsl:with-param name="at" select="$since"/></xsl:call-template></xsl:variable>
    <xsl:variable name="now"><xsl:call-template name="epoch"><xsl:with-param name="at" select="/page/@generated"/></xsl:call-template></xsl:variable>
    <xsl:if test="$now &gt;= $then">
      <xsl:text>, </xsl:text>
      <span class="quiet nowrap">
        <xsl:text>for </xsl:text><xsl:call-template name="long-span"><xsl:with-param name="s" select="$now - $then"/></xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <!-- Seconds on a scale of its own, good for differences. Years begin in March so that a leap day is their last. -->
  <xsl:template name="epoch">
    <xsl:param name="at"/>
    <xsl:variable name="month" select="(substring($at, 6, 2) + 9) mod 12"/>
    <xsl:variable name="year" select="substring($at, 1, 4) - ($month &gt;= 10)"/>
    <xsl:variable name="days" select="365 * $year + floor($year div 4) - floor($year div 100) + floor($year div 400)
                                      + floor((153 * $month + 2) div 5) + substring($at, 9, 2)"/>
    <xsl:value-of select="format-number($days * 86400 + substring($at, 12, 2) * 3600 + substring($at, 15, 2) * 60
                                        + floor(substring($at, 18, 2)), '0')"/>
  </xsl:template>
</xsl:stylesheet>
