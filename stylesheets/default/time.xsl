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
        <xsl:value-of select="concat($for-time, ' ')"/><xsl:call-template name="long-span"><xsl:with-param name="s" select="$now - $then"/></xsl:call-template>
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
  <!-- Seconds since 1970, as libvirt counts the moment of a snapshot, as a time; the text as it is if it is no such number. -->
  <xsl:template name="time-of-seconds">
    <xsl:param name="seconds"/>
    <xsl:choose>
      <xsl:when test="number($seconds) &gt;= 0 and number($seconds) &lt; 253402300800">
        <xsl:variable name="days" select="floor($seconds div 86400) + 719468"/>
        <xsl:variable name="era" select="floor($days div 146097)"/>
        <xsl:variable name="doe" select="$days - $era * 146097"/>
        <xsl:variable name="yoe" select="floor(($doe - floor($doe div 1460) + floor($doe div 36524) - floor($doe div 146096)) div 365)"/>
        <xsl:variable name="doy" select="$doe - (365 * $yoe + floor($yoe div 4) - floor($yoe div 100))"/>
        <xsl:variable name="mp" select="floor((5 * $doy + 2) div 153)"/>
        <xsl:variable name="month" select="$mp + 3 - 12 * ($mp &gt; 9)"/>
        <xsl:variable name="s" select="$seconds mod 86400"/>
        <xsl:call-template name="time">
          <xsl:with-param name="at" select="concat(format-number($yoe + $era * 400 + ($month &lt; 3), '0000'), '-', format-number($month, '00'), '-', format-number($doy - floor((153 * $mp + 2) div 5) + 1, '00'),
                                                   'T', format-number(floor($s div 3600), '00'), ':', format-number(floor($s div 60) mod 60, '00'), ':', format-number($s mod 60, '00'), 'Z')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$seconds"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
