<?xml version="1.0" encoding="UTF-8"?>
<!-- What went wrong (RFC 9457), and where to go from here. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/p:problem" mode="title"><xsl:value-of select="concat(p:title, ' · ')"/></xsl:template>

  <xsl:template match="/page/answer/p:problem" priority="1">
    <div class="head">
      <h1><span class="status"><xsl:value-of select="p:status"/></span><xsl:text> </xsl:text><xsl:value-of select="p:title"/></h1>
      <xsl:call-template name="about"/>
    </div>
    <div>
      <xsl:attribute name="class">note <xsl:choose><xsl:when test="p:choices">plain</xsl:when><xsl:otherwise>bad</xsl:otherwise></xsl:choose></xsl:attribute>
      <p class="detail"><xsl:value-of select="p:detail"/></p>
      <xsl:apply-templates select="p:argument | p:libvirt"/>
    </div>
    <xsl:for-each select="p:job"><p class="next"><a class="button primary" href="{.}">Follow it</a></p></xsl:for-each>
    <xsl:apply-templates select="p:choices"/>
    <xsl:apply-templates select="p:allow[contains(., 'POST')]"/>
    <xsl:call-template name="ways-on"/>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:argument">
    <dl class="facts"><div><dt>Argument</dt><dd><code><xsl:value-of select="."/></code></dd></div></dl>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:libvirt">
    <dl class="facts">
      <div><dt>libvirt says</dt><dd><xsl:value-of select="p:message"/></dd></div>
      <xsl:if test="p:function"><div><dt>Function</dt><dd><code><xsl:value-of select="p:function"/></code></dd></div></xsl:if>
      <div><dt>Error</dt><dd><code><xsl:value-of select="p:name"/></code>
        <span class="quiet"><xsl:value-of select="concat(' code ', p:code)"/><xsl:if test="p:domain"><xsl:value-of select="concat(', domain ', p:domain)"/></xsl:if></span></dd></div>
    </dl>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:choices">
    <section aria-labelledby="choices">
      <h2 id="choices">Which one?</h2>
      <ul class="box choices">
        <xsl:for-each select="p:choice"><li><a href="{@href}"><bdi><xsl:value-of select="."/></bdi></a></li></xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <!-- A change was asked for as if it were a read. -->
  <xsl:template match="/page/answer/p:problem/p:allow">
    <xsl:choose>
      <xsl:when test="/page/@mode = 'read-only'"><p class="next">This command changes something, and this site is read-only.</p></xsl:when>
      <xsl:otherwise><p class="next">This command changes something, so it answers to <code>POST</code> only. Its form sends one.</p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The form of the command, where that can help, and the way back: to the object, or one step up the trail. -->
  <xsl:template name="ways-on">
    <p class="ways">
      <xsl:choose>
        <xsl:when test="contains(p:allow, 'POST') and /page/@mode != 'read-only'"><a class="button primary" href="{$self}?form">Open the form</a></xsl:when>
        <xsl:when test="p:argument and /page/commands/command[@href = $self]"><a class="button primary" href="{$self}?form">Back to the form</a></xsl:when>
      </xsl:choose>
      <xsl:choose>
        <xsl:when test="/page/object">
          <xsl:for-each select="/page/object"><a class="button" href="{@href}"><span><xsl:text>Back to </xsl:text><bdi><xsl:value-of select="@name"/></bdi></span></a></xsl:for-each>
        </xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="/page/trail/step[last() - 1]"><a class="button" href="{@href}"><span><xsl:text>Up to </xsl:text><bdi><xsl:value-of select="."/></bdi></span></a></xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>
</xsl:stylesheet>
