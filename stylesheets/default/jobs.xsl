<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls that go on after their request: all of them, or one with its progress and its end. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/jobs" priority="1">
    <div class="head"><h1>Jobs</h1></div>
    <xsl:choose>
      <xsl:when test="job">
        <table class="box stack">
          <caption class="unseen">Calls that take long, the youngest first</caption>
          <thead><tr><th scope="col">Job</th><th scope="col">State</th><th scope="col">On</th><th scope="col">By</th><th scope="col">Begun</th></tr></thead>
          <tbody><xsl:apply-templates select="job"/></tbody>
        </table>
      </xsl:when>
      <xsl:otherwise>
        <div class="box empty"><p><strong>No job is under way.</strong> Calls that take longer than a request may are listed here.</p></div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/page/answer/jobs/job">
    <tr>
      <th scope="row" class="name"><a href="{@href}"><code><xsl:value-of select="@function"/></code></a></th>
      <td data-label="state"><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></td>
      <td data-label="on"><xsl:call-template name="job-object"/></td>
      <td data-label="by"><bdi><xsl:value-of select="@user"/></bdi><xsl:if test="not(@user)"><span class="none">–</span></xsl:if></td>
      <td class="nowrap" data-label="begun"><xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template></td>
    </tr>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="/page/answer/job" priority="1">
    <div class="head">
      <h1><code><xsl:value-of select="@function"/></code></h1>
      <p class="about">
        <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
        <xsl:call-template name="job-object"/>
      </p>
    </div>
    <dl class="facts">
      <div><dt>Begun</dt><dd><xsl:call-template name="time"><xsl:with-param name="at" select="@since"/></xsl:call-template>
        <xsl:if test="not(@until)"><xsl:call-template name="for-how-long"><xsl:with-param name="since" select="@since"/></xsl:call-template></xsl:if></dd></div>
      <xsl:if test="@user"><div><dt>By</dt><dd><bdi><xsl:value-of select="@user"/></bdi></dd></div></xsl:if>
      <xsl:if test="@until"><div><dt>Ended</dt><dd><xsl:call-template name="time"><xsl:with-param name="at" select="@until"/></xsl:call-template></dd></div></xsl:if>
    </dl>
    <xsl:if test="@state = 'running'"><p class="next"><a class="button" href="{@href}">Look again</a></p></xsl:if>
    <xsl:if test="@state = 'lost'">
      <div class="note bad"><p class="detail">The process that made this call has ended: nobody knows how the call did. The object's own state tells what came of it.</p></div>
    </xsl:if>
    <xsl:for-each select="p:problem">
      <div class="note bad"><p class="detail"><xsl:value-of select="p:detail"/></p></div>
    </xsl:for-each>
    <xsl:for-each select="progress[*]">
      <section aria-labelledby="progress"><h2 id="progress">Progress</h2><xsl:call-template name="fields"/></section>
    </xsl:for-each>
    <xsl:for-each select="result">
      <div class="note good" role="status"><p><strong>Done.</strong></p></div>
      <xsl:if test="*"><section aria-labelledby="result"><h2 id="result">Result</h2><xsl:call-template name="fields"/></section></xsl:if>
    </xsl:for-each>
    <xsl:for-each select="cancel">
      <details class="next">
        <summary>Cancel it…</summary>
        <form method="post" action="{@href}"><p>What it has done so far is lost, or left as it is. <button type="submit" class="button danger">Cancel the job</button></p></form>
      </details>
    </xsl:for-each>
  </xsl:template>

  <!-- What it was called on, for the current job. -->
  <xsl:template name="job-object">
    <span>
      <a href="{@object}"><bdi><xsl:value-of select="@object"/></bdi></a>
      <xsl:if test="@host"><span class="where">, on host <bdi><xsl:value-of select="@host"/></bdi></span></xsl:if>
    </span>
  </xsl:template>
</xsl:stylesheet>
