<?xml version="1.0" encoding="UTF-8"?>
<!-- What a command for several domains came to: a line for each, what failed first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/results" priority="1">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="concat('domain', substring-after(@function, 'virDomain'))"/></xsl:call-template></xsl:variable>
    <div class="head">
      <h1>
        <xsl:choose>
          <xsl:when test="$verb != ''"><xsl:call-template name="do-to"><xsl:with-param name="verb" select="$verb"/><xsl:with-param name="what"><xsl:call-template name="domain-count"><xsl:with-param name="n" select="count(domain)"/></xsl:call-template></xsl:with-param></xsl:call-template></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="@function"/></code></xsl:otherwise>
        </xsl:choose>
      </h1>
      <p class="about" role="status">
        <xsl:if test="@done &gt; 0"><xsl:call-template name="state"><xsl:with-param name="state" select="'done'"/><xsl:with-param name="count" select="@done"/></xsl:call-template></xsl:if>
        <xsl:if test="@begun &gt; 0"><xsl:text> </xsl:text><xsl:call-template name="state"><xsl:with-param name="state" select="'running'"/><xsl:with-param name="count" select="@begun"/></xsl:call-template></xsl:if>
        <xsl:if test="@failed &gt; 0"><xsl:text> </xsl:text><xsl:call-template name="state"><xsl:with-param name="state" select="'failed'"/><xsl:with-param name="count" select="@failed"/></xsl:call-template></xsl:if>
      </p>
    </div>
    <table class="box stack">
      <caption class="unseen"><xsl:value-of select="$caption-results"/></caption>
      <thead><tr><th scope="col"><xsl:value-of select="$result"/></th><th scope="col"><xsl:value-of select="$domain"/></th><th scope="col"><xsl:value-of select="$host"/></th><th scope="col"><xsl:value-of select="$reason"/></th></tr></thead>
      <tbody>
        <xsl:apply-templates select="domain[p:problem]" mode="outcome"/>
        <xsl:apply-templates select="domain[not(p:problem)]" mode="outcome"/>
      </tbody>
    </table>
    <xsl:if test="contains(@function, 'Shutdown') or contains(@function, 'Reboot')"><p class="next quiet"><xsl:value-of select="$up-to-the-guest"/></p></xsl:if>
    <xsl:for-each select="/page/form"><xsl:call-template name="form"/></xsl:for-each>
    <p class="ways"><a class="button primary" href="{/page/trail/step[1]/@href}"><xsl:value-of select="$back-to-the-list"/></a></p>
  </xsl:template>

  <xsl:template match="domain" mode="outcome">
    <tr>
      <td class="of-state">
        <xsl:choose>
          <xsl:when test="p:problem"><xsl:call-template name="state"><xsl:with-param name="state" select="'failed'"/></xsl:call-template></xsl:when>
          <xsl:when test="job"><xsl:call-template name="state"><xsl:with-param name="state" select="'running'"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="state"><xsl:with-param name="state" select="'done'"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </td>
      <th scope="row" class="name">
        <xsl:choose>
          <xsl:when test="@name"><xsl:call-template name="link"/></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="@uuid"/></code></xsl:otherwise>
        </xsl:choose>
      </th>
      <td data-label="{$host}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="@host"/></xsl:call-template></td>
      <td data-label="{$reason}" lang="en"><xsl:choose>
        <xsl:when test="job"><a href="{job/@href}" lang="{$language}"><xsl:value-of select="$follow-it"/></a></xsl:when>
        <xsl:when test="p:problem/p:libvirt/p:message"><xsl:value-of select="p:problem/p:libvirt/p:message"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="p:problem/p:detail"/></xsl:otherwise>
      </xsl:choose></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>
