<?xml version="1.0" encoding="UTF-8"?>
<!-- The form of a command, and the page that asks again before something is destroyed. What the form takes is drawn by fields.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/form" priority="1">
    <div class="head">
      <xsl:call-template name="form-heading"/>
      <xsl:if test="@destroys != 'yes'"><xsl:call-template name="about"/></xsl:if>
    </div>
    <xsl:call-template name="form"/>
  </xsl:template>

  <xsl:template name="form">
    <form class="form box" method="{translate(@method, 'GETPOS', 'getpos')}" action="{@href}">
      <xsl:choose>
        <xsl:when test="@destroys = 'yes'">
          <xsl:attribute name="class">form box danger</xsl:attribute>
          <xsl:call-template name="warning"/>
        </xsl:when>
        <xsl:when test="@of and starts-with(@command, 'domain')"><p class="summary"><xsl:value-of select="$at-the-next-start"/></p></xsl:when>
        <xsl:when test="not(@of)"><p class="summary" lang="en"><xsl:value-of select="summary"/></p></xsl:when>
      </xsl:choose>
      <xsl:if test="@method = 'POST'"><input type="hidden" name="form"/></xsl:if>
      <xsl:if test="@without_secrets = 'yes'"><p class="note"><xsl:value-of select="$without-secrets"/></p></xsl:if>
      <xsl:apply-templates select="domains[domain]" mode="these"/>
      <xsl:apply-templates select="parameters/parameter" mode="parameter"/>
      <p class="actions">
        <button type="submit" class="button primary">
          <xsl:if test="@destroys = 'yes'"><xsl:attribute name="class">button danger solid</xsl:attribute></xsl:if>
          <xsl:call-template name="submit-words"/>
        </button>
        <xsl:text> </xsl:text>
        <a class="button" href="{@back}"><xsl:value-of select="$cancel"/></a>
      </p>
    </form>
  </xsl:template>

  <!-- No form sends a file as the whole body: what does, with the arguments that it must have. -->
  <xsl:template match="/page/answer/form[@body]" priority="2">
    <div class="head">
      <xsl:call-template name="form-heading"/>
      <xsl:call-template name="about"/>
    </div>
    <div class="form box">
      <p class="summary" lang="en"><xsl:value-of select="summary"/></p>
      <p><xsl:value-of select="$takes-a-file"/></p>
      <pre class="text"><code>
        <xsl:value-of select="concat('curl -T FILE -X ', @method, ' -H &quot;Content-Type: ', @body, '&quot; &quot;SITE', @href)"/>
        <xsl:for-each select="parameters/parameter[@required = 'yes']">
          <xsl:value-of select="concat(substring('?&amp;', 1 + (position() &gt; 1), 1), @name, '=')"/>
          <xsl:choose><xsl:when test="@kind = 'integer'">0</xsl:when><xsl:otherwise>VALUE</xsl:otherwise></xsl:choose>
        </xsl:for-each>
        <xsl:text>"</xsl:text>
      </code></pre>
      <dl class="takes"><xsl:apply-templates select="parameters/parameter" mode="told"/></dl>
      <p class="actions"><a class="button" href="{@back}"><xsl:value-of select="$back"/></a></p>
    </div>
  </xsl:template>

  <!-- "Force off vm1?", "Force off 3 domains?", or the name of the function. -->
  <xsl:template name="form-heading">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="@command"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="@destroys = 'yes' and (/page/object or domains/domain)">
        <h1>
          <xsl:choose>
            <xsl:when test="$verb != ''"><xsl:call-template name="do-to"><xsl:with-param name="verb" select="$verb"/><xsl:with-param name="what"><xsl:call-template name="form-objects"/></xsl:with-param></xsl:call-template></xsl:when>
            <xsl:otherwise><xsl:call-template name="run-on"><xsl:with-param name="command"><code><xsl:value-of select="@command"/></code></xsl:with-param><xsl:with-param name="what"><xsl:call-template name="form-objects"/></xsl:with-param></xsl:call-template></xsl:otherwise>
          </xsl:choose>
          <xsl:text>?</xsl:text>
        </h1>
      </xsl:when>
      <xsl:when test="$verb != '' and domains/domain"><h1><xsl:call-template name="do-to"><xsl:with-param name="verb" select="$verb"/><xsl:with-param name="what"><xsl:call-template name="form-objects"/></xsl:with-param></xsl:call-template></h1></xsl:when>
      <xsl:when test="@of"><h1><xsl:call-template name="edit-of"><xsl:with-param name="what"><bdi><xsl:value-of select="@of"/></bdi></xsl:with-param></xsl:call-template></h1></xsl:when>
      <xsl:otherwise><h1><code><xsl:value-of select="@function"/></code></h1></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="form-objects">
    <xsl:choose>
      <xsl:when test="count(domains/domain) = 1"><bdi><xsl:value-of select="domains/domain/@name"/></bdi></xsl:when>
      <xsl:when test="domains/domain"><xsl:call-template name="domain-count"><xsl:with-param name="n" select="count(domains/domain)"/></xsl:call-template></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$thing"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="submit-words">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="@command"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$verb != '' and (/page/object or domains/domain)"><span><xsl:call-template name="do-to"><xsl:with-param name="verb" select="$verb"/><xsl:with-param name="what"><xsl:call-template name="form-objects"/></xsl:with-param></xsl:call-template></span></xsl:when>
      <xsl:when test="@of"><xsl:value-of select="$save"/></xsl:when>
      <xsl:when test="@method = 'GET'"><xsl:value-of select="$show"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($run, ' ', @command)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What will happen, to which object, in plain words. -->
  <xsl:template name="warning">
    <div class="warning">
      <p><strong><xsl:call-template name="what-is-lost"><xsl:with-param name="command" select="@command"/></xsl:call-template></strong></p>
      <p class="quiet" lang="en"><xsl:value-of select="summary"/></p>
      <dl class="facts">
        <xsl:if test="$belongs"><div><dt><xsl:call-template name="one-of"><xsl:with-param name="collection" select="/page/trail/step[last() - 1]/@collection"/></xsl:call-template></dt><dd><strong><bdi><xsl:value-of select="$thing"/></bdi></strong></dd></div></xsl:if>
        <xsl:if test="not(domains/domain)"><xsl:for-each select="/page/object"><xsl:call-template name="warned-object"/></xsl:for-each></xsl:if>
        <div><dt><xsl:value-of select="$function"/></dt><dd><code><xsl:value-of select="@function"/></code></dd></div>
      </dl>
    </div>
  </xsl:template>

  <xsl:template name="warned-object">
    <div><dt><xsl:choose><xsl:when test="@kind = 'host'"><xsl:value-of select="$host"/></xsl:when><xsl:otherwise><xsl:value-of select="$domain"/></xsl:otherwise></xsl:choose></dt>
      <dd><strong><xsl:value-of select="@name"/></strong><xsl:if test="title"><xsl:value-of select="concat(' · ', title)"/></xsl:if></dd></div>
    <xsl:if test="@uuid"><div><dt>UUID</dt><dd><code><xsl:value-of select="@uuid"/></code></dd></div></xsl:if>
    <xsl:if test="owner"><div><dt><xsl:value-of select="$owner"/></dt><dd><xsl:call-template name="owner-names"/></dd></div></xsl:if>
    <xsl:if test="@host and @kind = 'domain'"><div><dt><xsl:value-of select="$host"/></dt><dd><xsl:value-of select="@host"/></dd></div></xsl:if>
    <xsl:if test="@state"><div><dt><xsl:value-of select="$now"/></dt><dd><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></dd></div></xsl:if>
  </xsl:template>

  <!-- The domains that a command for several is about: each once more to be unticked. -->
  <xsl:template match="domains" mode="these">
    <fieldset class="field">
      <legend><xsl:value-of select="$domains"/></legend>
      <ul class="flags">
        <xsl:for-each select="domain">
          <li>
            <input type="checkbox" id="d{position()}" name="domain" value="{@uuid}" checked="checked"/>
            <label for="d{position()}">
              <strong><bdi><xsl:value-of select="@name"/></bdi></strong><xsl:text> </xsl:text>
              <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
              <span class="help"><xsl:call-template name="on-host"><xsl:with-param name="host"><bdi><xsl:value-of select="@host"/></bdi></xsl:with-param></xsl:call-template></span>
            </label>
          </li>
        </xsl:for-each>
      </ul>
    </fieldset>
  </xsl:template>
</xsl:stylesheet>
