<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls that go on after their request: all of them, or one with its progress and its end. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/jobs" priority="1">
    <div class="head"><h1><xsl:value-of select="$jobs"/></h1></div>
    <xsl:choose>
      <xsl:when test="job">
        <table class="box stack">
          <caption class="unseen"><xsl:value-of select="$caption-jobs"/></caption>
          <thead><tr><th scope="col"><xsl:value-of select="$job"/></th><th scope="col"><xsl:value-of select="$state"/></th><th scope="col"><xsl:value-of select="$job-on"/></th><th scope="col"><xsl:value-of select="$by"/></th><th scope="col"><xsl:value-of select="$begun"/></th></tr></thead>
          <tbody><xsl:apply-templates select="job"/></tbody>
        </table>
      </xsl:when>
      <xsl:otherwise>
        <div class="box empty"><p><strong><xsl:value-of select="$no-jobs"/></strong><xsl:text> </xsl:text><xsl:value-of select="$what-jobs-are"/></p></div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/page/answer/jobs/job">
    <tr>
      <th scope="row" class="name"><a href="{@href}"><code><xsl:value-of select="@function"/></code></a></th>
      <td data-label="{$state}"><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></td>
      <td data-label="{$job-on}"><xsl:call-template name="job-object"/></td>
      <td data-label="{$by}"><bdi><xsl:value-of select="@user"/></bdi><xsl:if test="not(@user)"><span class="none">–</span></xsl:if></td>
      <td class="nowrap" data-label="{$begun}"><xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="/page/answer/job" priority="1">
    <div class="head">
      <h1><code><xsl:value-of select="@function"/></code></h1>
      <p class="about">
        <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
        <xsl:text> </xsl:text>
        <xsl:call-template name="job-object"/>
      </p>
    </div>
    <dl class="facts">
      <div><dt><xsl:value-of select="$begun"/></dt><dd><xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template>
        <xsl:if test="not(@until)"><xsl:call-template name="for-how-long"><xsl:with-param name="since" select="@since"/></xsl:call-template></xsl:if></dd></div>
      <xsl:if test="@user"><div><dt><xsl:value-of select="$by"/></dt><dd><bdi><xsl:value-of select="@user"/></bdi></dd></div></xsl:if>
      <xsl:if test="@until"><div><dt><xsl:value-of select="$ended"/></dt><dd><xsl:call-template name="time"><xsl:with-param name="at" select="@until"/></xsl:call-template></dd></div></xsl:if>
    </dl>
    <xsl:if test="@state = 'running'"><p class="next"><a class="button" href="{@href}"><xsl:value-of select="$look-again"/></a></p></xsl:if>
    <xsl:if test="@state = 'lost'">
      <div class="note bad"><p class="detail"><xsl:value-of select="$job-lost"/></p></div>
    </xsl:if>
    <xsl:for-each select="p:problem">
      <div class="note bad"><p class="detail" lang="en"><xsl:value-of select="p:detail"/></p></div>
    </xsl:for-each>
    <xsl:for-each select="progress[*]">
      <section aria-labelledby="progress"><h2 id="progress"><xsl:value-of select="$progress"/></h2><xsl:call-template name="fields"/></section>
    </xsl:for-each>
    <xsl:for-each select="result">
      <div class="note good" role="status"><p><strong><xsl:value-of select="$job-done"/></strong></p></div>
      <xsl:if test="*"><section aria-labelledby="result"><h2 id="result"><xsl:value-of select="$result"/></h2><xsl:call-template name="fields"/></section></xsl:if>
    </xsl:for-each>
    <xsl:for-each select="cancel">
      <details class="next">
        <summary><xsl:value-of select="$cancel-it"/></summary>
        <form method="post" action="{@href}"><input type="hidden" name="form"/><p><xsl:value-of select="concat($cancel-means, ' ')"/><button type="submit" class="button danger"><xsl:value-of select="$cancel-the-job"/></button></p></form>
      </details>
    </xsl:for-each>
  </xsl:template>

  <!-- What it was called on, for the current job. -->
  <xsl:template name="job-object">
    <span>
      <a href="{@object}"><bdi><xsl:value-of select="@object"/></bdi></a>
      <xsl:if test="@host"><span class="where"><xsl:text>, </xsl:text><xsl:call-template name="on-host"><xsl:with-param name="host"><bdi><xsl:value-of select="@host"/></bdi></xsl:with-param></xsl:call-template></span></xsl:if>
    </span>
  </xsl:template>
</xsl:stylesheet>
