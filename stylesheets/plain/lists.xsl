<?xml version="1.0" encoding="UTF-8"?>
<!-- What comes in rows: the directory, the results of several calls, jobs, commands. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:ietf:rfc:7807" exclude-result-prefixes="p">

  <xsl:template match="/page/answer/directory">
    <xsl:apply-templates select="/page/view"/>
    <xsl:if test="hosts/host">
      <table>
        <caption><xsl:value-of select="$hosts"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$name"/></th><th scope="col"><xsl:value-of select="$state"/></th><th scope="col"><xsl:value-of select="$since"/></th></tr></thead>
        <tbody>
          <xsl:for-each select="hosts/host">
            <tr><td><xsl:call-template name="link"/></td><td><xsl:value-of select="@state"/><xsl:if test="error">: <xsl:value-of select="error"/></xsl:if></td><td><xsl:value-of select="@since"/></td></tr>
          </xsl:for-each>
        </tbody>
      </table>
    </xsl:if>
    <xsl:if test="owners/owner">
      <h2><xsl:value-of select="$owners"/></h2>
      <ul><xsl:for-each select="owners/owner"><li><xsl:call-template name="link"/><xsl:value-of select="concat(': ', @domains)"/></li></xsl:for-each></ul>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="domains/domain and /page/view/@bulk"><form method="post"><xsl:call-template name="domains"/><xsl:call-template name="bulk"/></form></xsl:when>
      <xsl:when test="domains/domain"><xsl:call-template name="domains"/></xsl:when>
      <xsl:otherwise><p><xsl:value-of select="$no-domains"/></p></xsl:otherwise>
    </xsl:choose>
    <p>
      <xsl:if test="@previous"><a href="{@previous}" rel="prev"><xsl:value-of select="$previous"/></a><xsl:text> </xsl:text></xsl:if>
      <xsl:if test="@next"><a href="{@next}" rel="next"><xsl:value-of select="$next"/></a></xsl:if>
    </p>
  </xsl:template>

  <xsl:template match="/page/view">
    <form method="get" action="{@href}">
      <label><xsl:value-of select="$filter"/><xsl:text> </xsl:text><input type="search" name="q" value="{@q}"/></label>
      <button type="submit"><xsl:value-of select="$show"/></button>
    </form>
    <ul><xsl:for-each select="state"><li><a href="{@href}"><xsl:call-template name="state"><xsl:with-param name="state" select="@name"/></xsl:call-template></a><xsl:value-of select="concat(' ', @domains)"/></li></xsl:for-each></ul>
  </xsl:template>

  <xsl:template name="domains">
    <table>
      <caption><xsl:value-of select="$domains"/></caption>
      <thead><tr>
        <xsl:if test="/page/view/@bulk"><th scope="col"><xsl:value-of select="$choose"/></th></xsl:if>
        <th scope="col"><xsl:value-of select="$name"/></th><th scope="col"><xsl:value-of select="$state"/></th>
        <th scope="col"><xsl:value-of select="$host"/></th><th scope="col"><xsl:value-of select="$owners"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="domains/domain">
          <tr>
            <xsl:if test="/page/view/@bulk"><td><xsl:if test="not(@copy)"><input type="checkbox" name="domain" value="{@uuid}" aria-label="{@name}"/></xsl:if></td></xsl:if>
            <td><xsl:call-template name="link"/><xsl:if test="title"><xsl:text> </xsl:text><xsl:value-of select="title"/></xsl:if></td>
            <td><xsl:call-template name="state"/></td><td><bdi><xsl:value-of select="@host"/></bdi></td>
            <td><xsl:for-each select="owner"><bdi><xsl:value-of select="."/></bdi><xsl:text> </xsl:text></xsl:for-each></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- One form, and a button for each command: what is chosen is sent to the address of the button, or, where it destroys,
       to the form that asks. -->
  <xsl:template name="bulk">
    <p>
      <button type="submit" formaction="{/page/view/@bulk}domainCreate"><xsl:value-of select="$start"/></button>
      <button type="submit" name="form" value="" formmethod="get" formaction="{/page/view/@bulk}domainShutdown"><xsl:value-of select="$shut-down"/></button>
      <button type="submit" formaction="{/page/view/@bulk}domainSuspend"><xsl:value-of select="$suspend"/></button>
      <button type="submit" formaction="{/page/view/@bulk}domainResume"><xsl:value-of select="$resume"/></button>
    </p>
  </xsl:template>

  <xsl:template name="link">
    <xsl:choose>
      <xsl:when test="@href"><a href="{@href}"><bdi><xsl:call-template name="name"/></bdi></a></xsl:when>
      <xsl:otherwise><bdi><xsl:call-template name="name"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/page/answer/results">
    <p><xsl:value-of select="concat($done, ': ', @done, ', ', $failed, ': ', @failed)"/><xsl:if test="@begun"><xsl:value-of select="concat(', ', $under-way, ': ', @begun)"/></xsl:if></p>
    <dl>
      <xsl:for-each select="domain">
        <div>
          <dt><xsl:call-template name="link"/></dt>
          <dd>
            <xsl:if test="result"><xsl:value-of select="$done"/></xsl:if>
            <xsl:for-each select="job"><a href="{@href}"><xsl:value-of select="$its-job"/></a></xsl:for-each>
            <xsl:apply-templates select="p:problem"/>
          </dd>
        </div>
      </xsl:for-each>
    </dl>
  </xsl:template>

  <xsl:template match="/page/answer/jobs">
    <xsl:if test="not(job)"><p><xsl:value-of select="$no-jobs"/></p></xsl:if>
    <ul>
      <xsl:for-each select="job">
        <li><a href="{@href}"><xsl:value-of select="@function"/></a><xsl:value-of select="concat(': ', @state, ', ', @since)"/><xsl:text> </xsl:text><xsl:apply-templates select="cancel"/></li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template match="/page/answer/job">
    <p><a href="{@object}"><xsl:value-of select="@object"/></a><xsl:value-of select="concat(': ', @state, ', ', @since, ' ', @until)"/></p>
    <xsl:apply-templates select="cancel | progress | result | p:problem"/>
  </xsl:template>

  <xsl:template match="/page/answer/job/cancel | /page/answer/jobs/job/cancel">
    <form method="post" action="{@href}"><input type="hidden" name="form"/><button type="submit"><xsl:value-of select="$cancel"/></button></form>
  </xsl:template>

  <xsl:template match="/page/answer/commands">
    <form method="get" action="{@href}">
      <label><xsl:value-of select="$filter"/><xsl:text> </xsl:text><input type="search" name="q" value="{@q}"/></label>
      <button type="submit"><xsl:value-of select="$show"/></button>
    </form>
    <dl>
      <xsl:for-each select="command">
        <div>
          <dt>
            <xsl:choose>
              <xsl:when test="@href and @may = 'yes'"><a href="{@href}?form"><xsl:value-of select="@name"/></a></xsl:when>
              <xsl:otherwise><xsl:value-of select="@name"/></xsl:otherwise>
            </xsl:choose>
          </dt>
          <dd><p><xsl:value-of select="concat(@method, ' ', @address)"/></p><p><xsl:value-of select="summary"/></p><xsl:if test="@why"><p><xsl:value-of select="@why"/></p></xsl:if></dd>
        </div>
      </xsl:for-each>
    </dl>
  </xsl:template>
</xsl:stylesheet>
