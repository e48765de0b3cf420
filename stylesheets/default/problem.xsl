<?xml version="1.0" encoding="UTF-8"?>
<!-- What went wrong (RFC 9457), what to try, and where to go from here. Its sentences are the program's and libvirt's own, in
     English; the rest is in the language of the page. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/p:problem" mode="title"><xsl:call-template name="problem-title"/><xsl:text> · </xsl:text></xsl:template>

  <xsl:template match="/page/answer/p:problem" priority="1">
    <div class="head">
      <h1><span class="status"><xsl:value-of select="p:status"/></span><xsl:text> </xsl:text><xsl:call-template name="problem-title"/></h1>
      <xsl:call-template name="about"/>
    </div>
    <div role="alert">
      <xsl:attribute name="class">note <xsl:choose><xsl:when test="p:choices">plain</xsl:when><xsl:otherwise>bad</xsl:otherwise></xsl:choose></xsl:attribute>
      <p class="detail" lang="en"><xsl:value-of select="p:detail"/></p>
      <xsl:apply-templates select="p:argument | p:libvirt"/>
      <xsl:call-template name="advice"/>
    </div>
    <xsl:apply-templates select="/page/excerpt" mode="lines"/>
    <xsl:for-each select="p:job"><p class="next"><a class="button primary" href="{.}"><xsl:value-of select="$follow-it"/></a></p></xsl:for-each>
    <xsl:apply-templates select="p:choices"/>
    <xsl:apply-templates select="p:allow[contains(., 'POST')]"/>
    <xsl:for-each select="/page/form"><xsl:call-template name="form"/></xsl:for-each>
    <xsl:if test="not(/page/form)"><xsl:call-template name="ways-on"/></xsl:if>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:argument">
    <dl class="facts"><div><dt><xsl:value-of select="$argument"/></dt><dd><code><xsl:value-of select="."/></code></dd></div></dl>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:libvirt">
    <dl class="facts">
      <xsl:if test="not(contains(../p:detail, p:message))"><div><dt><xsl:value-of select="$libvirt-says"/></dt><dd lang="en"><xsl:value-of select="p:message"/></dd></div></xsl:if>
      <xsl:if test="p:function"><div><dt><xsl:value-of select="$function"/></dt><dd><code><xsl:value-of select="p:function"/></code></dd></div></xsl:if>
      <div><dt><xsl:value-of select="$error"/></dt><dd><code><xsl:value-of select="p:name"/></code>
        <span class="quiet"><xsl:value-of select="concat(' ', $code, ' ', p:code)"/><xsl:if test="p:domain"><xsl:value-of select="concat(', ', $error-domain, ' ', p:domain)"/></xsl:if></span></dd></div>
    </dl>
  </xsl:template>

  <!-- What to try, where the language file knows something for this error. -->
  <xsl:template name="advice">
    <xsl:variable name="words"><xsl:call-template name="what-to-try"><xsl:with-param name="status" select="p:status"/><xsl:with-param name="error" select="p:libvirt/p:name"/></xsl:call-template></xsl:variable>
    <xsl:if test="string($words)"><p class="advice"><strong><xsl:value-of select="concat($what-to-try, ' ')"/></strong><xsl:copy-of select="$words"/></p></xsl:if>
  </xsl:template>

  <!-- The lines around the one that is wrong. -->
  <xsl:template match="/page/excerpt" mode="lines">
    <div class="excerpt scroll box" tabindex="0" role="region" aria-label="{$excerpt}">
      <ol start="{line[1]/@number}">
        <xsl:for-each select="line">
          <li value="{@number}">
            <xsl:if test="@number = ../@line"><xsl:attribute name="class">wrong</xsl:attribute></xsl:if>
            <code><xsl:value-of select="."/></code>
            <xsl:if test="@number = ../@line"><span class="unseen"><xsl:value-of select="concat(' ← ', $here)"/></span></xsl:if>
          </li>
        </xsl:for-each>
      </ol>
    </div>
  </xsl:template>

  <xsl:template match="/page/answer/p:problem/p:choices">
    <section aria-labelledby="choices">
      <h2 id="choices"><xsl:value-of select="$which-one"/></h2>
      <ul class="box choices">
        <xsl:for-each select="p:choice"><li><a href="{@href}"><bdi><xsl:value-of select="."/></bdi></a></li></xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <!-- A change was asked for as if it were a read. -->
  <xsl:template match="/page/answer/p:problem/p:allow">
    <xsl:choose>
      <xsl:when test="contains(/page/@mode, 'read-only')"><p class="next"><xsl:value-of select="$change-on-read-only"/></p></xsl:when>
      <xsl:otherwise><p class="next"><xsl:value-of select="$change-needs-post"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The form of the command, where that can help, and the way back: to the object, or one step up the trail. -->
  <xsl:template name="ways-on">
    <xsl:variable name="others" select="/page/trail/step[@href != $self]"/>
    <xsl:variable name="nearest" select="$others[last()] | /page/trail/step[1][not($others)]"/>
    <p class="ways">
      <xsl:choose>
        <xsl:when test="contains(p:allow, 'POST') and not(contains(/page/@mode, 'read-only'))"><a class="button primary" href="{$self}?form"><xsl:value-of select="$open-the-form"/></a></xsl:when>
        <xsl:when test="p:argument and /page/commands/command[@href = $self]"><a class="button primary" href="{$self}?form"><xsl:value-of select="$back-to-the-form"/></a></xsl:when>
      </xsl:choose>
      <xsl:choose>
        <xsl:when test="/page/object"><xsl:for-each select="$thing"><a class="button" href="{@href}"><span><xsl:value-of select="concat($back-to, ' ')"/><bdi><xsl:call-template name="step-words"/></bdi></span></a></xsl:for-each></xsl:when>
        <xsl:otherwise><xsl:for-each select="$nearest"><a class="button" href="{@href}"><span><xsl:value-of select="concat($up-to, ' ')"/><bdi><xsl:call-template name="step-words"/></bdi></span></a></xsl:for-each></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="p:status = 404 and $nearest/@href != /page/trail/step[1]/@href">
        <a class="button" href="{/page/trail/step[1]/@href}"><xsl:value-of select="$to-the-network"/></a>
      </xsl:if>
    </p>
  </xsl:template>
</xsl:stylesheet>
