<?xml version="1.0" encoding="UTF-8"?>
<!-- Numbers with units as people read them. The exact value is never lost: callers show it beside. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- A value with its unit; nothing when it would only repeat the exact one. -->
  <xsl:template name="humanise">
    <xsl:param name="value"/>
    <xsl:param name="unit"/>
    <xsl:variable name="bytes"><xsl:call-template name="bytes-in"><xsl:with-param name="unit" select="$unit"/></xsl:call-template></xsl:variable>
    <xsl:variable name="nanoseconds"><xsl:call-template name="nanoseconds-in"><xsl:with-param name="unit" select="$unit"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="string(number($value)) = 'NaN'"/>
      <xsl:when test="$bytes &gt; 0">
        <xsl:call-template name="size"><xsl:with-param name="bytes" select="$value * $bytes"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$nanoseconds &gt; 0">
        <xsl:call-template name="span"><xsl:with-param name="nanoseconds" select="$value * $nanoseconds"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$unit = 'kHz' or $unit = 'MHz' or $unit = 'Hz'">
        <xsl:call-template name="frequency">
          <xsl:with-param name="hertz" select="$value * (1 + 999 * ($unit = 'kHz') + 999999 * ($unit = 'MHz'))"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The current element's amount in units that people read; the exact one is its title. -->
  <xsl:template match="*" mode="amount">
    <xsl:variable name="unit"><xsl:value-of select="@unit"/><xsl:if test="not(@unit)">KiB</xsl:if></xsl:variable>
    <xsl:variable name="human"><xsl:call-template name="humanise"><xsl:with-param name="value" select="normalize-space()"/><xsl:with-param name="unit" select="$unit"/></xsl:call-template></xsl:variable>
    <data value="{normalize-space()}" title="{normalize-space()} {$unit}">
      <xsl:choose>
        <xsl:when test="$human != ''"><xsl:value-of select="$human"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(normalize-space(), ' ', $unit)"/></xsl:otherwise>
      </xsl:choose>
    </data>
  </xsl:template>

  <!-- How many bytes the unit holds; 0 when it is none of size. libvirt writes KiB, its domain XML may also say k or KB. -->
  <xsl:template name="bytes-in">
    <xsl:param name="unit"/>
    <xsl:choose>
      <xsl:when test="$unit = 'bytes' or $unit = 'byte' or $unit = 'b' or $unit = 'B'">1</xsl:when>
      <xsl:when test="$unit = 'KiB' or $unit = 'k'">1024</xsl:when>
      <xsl:when test="$unit = 'MiB' or $unit = 'M'">1048576</xsl:when>
      <xsl:when test="$unit = 'GiB' or $unit = 'G'">1073741824</xsl:when>
      <xsl:when test="$unit = 'TiB' or $unit = 'T'">1099511627776</xsl:when>
      <xsl:when test="$unit = 'KB'">1000</xsl:when>
      <xsl:when test="$unit = 'MB'">1000000</xsl:when>
      <xsl:when test="$unit = 'GB'">1000000000</xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="nanoseconds-in">
    <xsl:param name="unit"/>
    <xsl:choose>
      <xsl:when test="$unit = 'ns'">1</xsl:when>
      <xsl:when test="$unit = 'us' or $unit = 'µs'">1000</xsl:when>
      <xsl:when test="$unit = 'ms'">1000000</xsl:when>
      <xsl:when test="$unit = 's' or $unit = 'seconds'">1000000000</xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="size">
    <xsl:param name="bytes"/>
    <xsl:choose>
      <xsl:when test="$bytes &lt; 1024"><xsl:value-of select="concat(format-number($bytes, '0'), ' B')"/></xsl:when>
      <xsl:when test="$bytes &lt; 1048576"><xsl:value-of select="concat(translate(format-number($bytes div 1024, '0.##'), '.', $decimal-point), ' KiB')"/></xsl:when>
      <xsl:when test="$bytes &lt; 1073741824"><xsl:value-of select="concat(translate(format-number($bytes div 1048576, '0.##'), '.', $decimal-point), ' MiB')"/></xsl:when>
      <xsl:when test="$bytes &lt; 1099511627776"><xsl:value-of select="concat(translate(format-number($bytes div 1073741824, '0.##'), '.', $decimal-point), ' GiB')"/></xsl:when>
      <xsl:when test="$bytes &lt; 1125899906842624"><xsl:value-of select="concat(translate(format-number($bytes div 1099511627776, '0.##'), '.', $decimal-point), ' TiB')"/></xsl:when>
      <xsl:when test="$bytes &lt; 1152921504606846976"><xsl:value-of select="concat(translate(format-number($bytes div 1125899906842624, '0.##'), '.', $decimal-point), ' PiB')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(translate(format-number($bytes div 1152921504606846976, '0.##'), '.', $decimal-point), ' EiB')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="frequency">
    <xsl:param name="hertz"/>
    <xsl:choose>
      <xsl:when test="$hertz &lt; 1000000"><xsl:value-of select="concat(translate(format-number($hertz div 1000, '0.##'), '.', $decimal-point), ' kHz')"/></xsl:when>
      <xsl:when test="$hertz &lt; 1000000000"><xsl:value-of select="concat(translate(format-number($hertz div 1000000, '0.##'), '.', $decimal-point), ' MHz')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(translate(format-number($hertz div 1000000000, '0.##'), '.', $decimal-point), ' GHz')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A span of time: 12 ns, 3.4 ms, 5.25 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. -->
  <xsl:template name="span">
    <xsl:param name="nanoseconds"/>
    <xsl:variable name="s" select="floor($nanoseconds div 1000000000)"/>
    <xsl:choose>
      <xsl:when test="$nanoseconds &lt; 0"/>
      <xsl:when test="$nanoseconds &lt; 1000"><xsl:value-of select="concat(format-number($nanoseconds, '0'), ' ns')"/></xsl:when>
      <xsl:when test="$nanoseconds &lt; 1000000"><xsl:value-of select="concat(translate(format-number($nanoseconds div 1000, '0.##'), '.', $decimal-point), ' µs')"/></xsl:when>
      <xsl:when test="$nanoseconds &lt; 1000000000"><xsl:value-of select="concat(translate(format-number($nanoseconds div 1000000, '0.##'), '.', $decimal-point), ' ms')"/></xsl:when>
      <xsl:when test="$s &lt; 60"><xsl:value-of select="concat(translate(format-number($nanoseconds div 1000000000, '0.##'), '.', $decimal-point), ' s')"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="long-span"><xsl:with-param name="s" select="$s"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="long-span">
    <xsl:param name="s"/>
    <xsl:choose>
      <xsl:when test="$s &lt; 60"><xsl:value-of select="concat($s, ' s')"/></xsl:when>
      <xsl:when test="$s &lt; 600 and $s mod 60 &gt; 0"><xsl:value-of select="concat(floor($s div 60), ' min ', $s mod 60, ' s')"/></xsl:when>
      <xsl:when test="$s &lt; 3600"><xsl:value-of select="concat(floor($s div 60), ' min')"/></xsl:when>
      <xsl:when test="$s &lt; 86400">
        <xsl:value-of select="concat(floor($s div 3600), ' h')"/>
        <xsl:if test="floor($s div 60) mod 60 &gt; 0"><xsl:value-of select="concat(' ', floor($s div 60) mod 60, ' min')"/></xsl:if>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(format-number(floor($s div 86400), '0'), ' d')"/>
        <xsl:if test="floor($s div 3600) mod 24 &gt; 0"><xsl:value-of select="concat(' ', floor($s div 3600) mod 24, ' h')"/></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
