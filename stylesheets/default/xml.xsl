<?xml version="1.0" encoding="UTF-8"?>
<!-- Any XML as indented text. Values stand in <b> so that the sheet can set them off. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="*" mode="xml">
    <xsl:param name="indent"/>
    <xsl:value-of select="concat('&lt;', name())"/>
    <xsl:call-template name="xml-namespaces"/>
    <xsl:apply-templates select="@*" mode="xml"/>
    <xsl:choose>
      <xsl:when test="not(node())">/&gt;</xsl:when>
      <xsl:otherwise>
        <xsl:text>&gt;</xsl:text>
        <xsl:call-template name="xml-content"><xsl:with-param name="indent" select="$indent"/></xsl:call-template>
        <xsl:value-of select="concat('&lt;/', name(), '&gt;')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Elements that hold only elements get a line each; where text is mixed in, white space means something and stays. -->
  <xsl:template name="xml-content">
    <xsl:param name="indent"/>
    <xsl:choose>
      <xsl:when test="text()[normalize-space()]"><xsl:apply-templates select="node()" mode="xml"/></xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="*|comment()|processing-instruction()">
          <xsl:value-of select="concat('&#10;', $indent, '  ')"/>
          <xsl:apply-templates select="." mode="xml"><xsl:with-param name="indent" select="concat($indent, '  ')"/></xsl:apply-templates>
        </xsl:for-each>
        <xsl:value-of select="concat('&#10;', $indent)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Only the declarations that the parent does not have already. -->
  <xsl:template name="xml-namespaces">
    <xsl:variable name="outer" select="../namespace::*"/>
    <xsl:for-each select="namespace::*[name() != 'xml']">
      <xsl:variable name="prefix" select="name()"/>
      <xsl:if test="not($outer[name() = $prefix and . = current()]) and (. != '' or $outer[name() = ''])">
        <xsl:text> xmlns</xsl:text>
        <xsl:if test="$prefix != ''"><xsl:value-of select="concat(':', $prefix)"/></xsl:if>
        <xsl:text>="</xsl:text>
        <b><xsl:call-template name="xml-escape"><xsl:with-param name="text" select="string()"/></xsl:call-template></b>
        <xsl:text>"</xsl:text>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="@*" mode="xml">
    <xsl:value-of select="concat(' ', name(), '=&quot;')"/>
    <b><xsl:call-template name="xml-escape"><xsl:with-param name="text" select="string()"/></xsl:call-template></b>
    <xsl:text>"</xsl:text>
  </xsl:template>

  <xsl:template match="text()" mode="xml">
    <b><xsl:call-template name="xml-escape"><xsl:with-param name="text" select="string()"/><xsl:with-param name="special" select="'&amp;&lt;&gt;&#13;'"/></xsl:call-template></b>
  </xsl:template>

  <xsl:template match="comment()" mode="xml"><i><xsl:value-of select="concat('&lt;!--', ., '--&gt;')"/></i></xsl:template>

  <xsl:template match="processing-instruction()" mode="xml"><xsl:value-of select="concat('&lt;?', name(), ' ', ., '?&gt;')"/></xsl:template>

  <!-- By halves, so that a text of nothing but ampersands goes only log n deep. -->
  <xsl:template name="xml-escape">
    <xsl:param name="text"/>
    <xsl:param name="special" select="'&amp;&lt;&gt;&quot;&#9;&#10;&#13;'"/>
    <xsl:variable name="length" select="string-length($text)"/>
    <xsl:choose>
      <xsl:when test="translate($text, $special, '') = $text"><xsl:value-of select="$text"/></xsl:when>
      <xsl:when test="$length &gt; 1">
        <xsl:variable name="half" select="floor($length div 2)"/>
        <xsl:call-template name="xml-escape">
          <xsl:with-param name="text" select="substring($text, 1, $half)"/>
          <xsl:with-param name="special" select="$special"/>
        </xsl:call-template>
        <xsl:call-template name="xml-escape">
          <xsl:with-param name="text" select="substring($text, $half + 1)"/>
          <xsl:with-param name="special" select="$special"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$text = '&amp;'">&amp;amp;</xsl:when>
      <xsl:when test="$text = '&lt;'">&amp;lt;</xsl:when>
      <xsl:when test="$text = '&gt;'">&amp;gt;</xsl:when>
      <xsl:when test="$text = '&quot;'">&amp;quot;</xsl:when>
      <xsl:when test="$text = '&#9;'">&amp;#9;</xsl:when>
      <xsl:when test="$text = '&#10;'">&amp;#10;</xsl:when>
      <xsl:otherwise>&amp;#13;</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
