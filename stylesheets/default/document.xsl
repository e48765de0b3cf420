<?xml version="1.0" encoding="UTF-8"?>
<!-- Text answers, and libvirt's own documents. A document is what a host says: only a domain has a page of its own,
     any other is shown as the text it came as, and nothing here looks inside it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/document" priority="1">
    <xsl:call-template name="document-head"/>
    <xsl:call-template name="source"/>
  </xsl:template>

  <xsl:template match="/page/answer/document[domain]" priority="2"><xsl:apply-templates select="domain"/></xsl:template>

  <xsl:template match="/page/answer/text" priority="1">
    <xsl:call-template name="document-head"/>
    <div class="scroll box" tabindex="0" role="region" aria-label="{$text}">
      <pre class="text"><xsl:value-of select="."/></pre>
    </div>
  </xsl:template>

  <xsl:template name="document-head">
    <div class="head">
      <xsl:choose>
        <xsl:when test="/page/@command"><h1><code><xsl:value-of select="/page/@command"/></code></h1></xsl:when>
        <xsl:otherwise><h1><bdi><xsl:for-each select="$thing"><xsl:call-template name="step-words"/></xsl:for-each></bdi></h1></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="about"/>
    </div>
  </xsl:template>

  <!-- The text of the document, as it came. -->
  <xsl:template name="source">
    <div class="scroll box" tabindex="0" role="region" aria-label="{$xml-document}">
      <pre><code><xsl:value-of select="/page/answer/source"/></code></pre>
    </div>
  </xsl:template>
</xsl:stylesheet>
