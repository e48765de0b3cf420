<?xml version="1.0" encoding="UTF-8"?>
<!-- Text answers, and libvirt's own documents that have no page of their own. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="answer/*" priority="0">
    <xsl:call-template name="document-head"/>
    <xsl:call-template name="source"/>
  </xsl:template>

  <xsl:template match="answer/text" priority="1">
    <xsl:call-template name="document-head"/>
    <div class="scroll box" tabindex="0" role="region" aria-label="Text">
      <pre class="text"><xsl:value-of select="."/></pre>
    </div>
  </xsl:template>

  <xsl:template name="document-head">
    <div class="head">
      <h1><bdi><xsl:value-of select="/page/trail/step[last()]"/></bdi></h1>
      <xsl:call-template name="about"/>
    </div>
  </xsl:template>

  <!-- The current element as escaped, indented XML. -->
  <xsl:template name="source">
    <div class="scroll box" tabindex="0" role="region" aria-label="XML document">
      <pre class="xml"><code><xsl:apply-templates select="." mode="xml"/></code></pre>
    </div>
  </xsl:template>
</xsl:stylesheet>
