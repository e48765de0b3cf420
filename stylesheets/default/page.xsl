<?xml version="1.0" encoding="UTF-8"?>
<!-- The entry point: the frame that every page shares. What is inside <answer> is drawn by the included sheets.
     Patterns for our own vocabulary begin at the root, so that nothing inside <document>, which a host wrote, can match them.
     Every text is in languages/en.xsl; another language is a sheet that overrides it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:import href="languages/en.xsl"/>
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:include href="words.xsl"/>
  <xsl:include href="units.xsl"/>
  <xsl:include href="time.xsl"/>
  <xsl:include href="commands.xsl"/>
  <xsl:include href="network.xsl"/>
  <xsl:include href="domains.xsl"/>
  <xsl:include href="view.xsl"/>
  <xsl:include href="host.xsl"/>
  <xsl:include href="domain.xsl"/>
  <xsl:include href="power.xsl"/>
  <xsl:include href="devices.xsl"/>
  <xsl:include href="object.xsl"/>
  <xsl:include href="storage.xsl"/>
  <xsl:include href="beside.xsl"/>
  <xsl:include href="result.xsl"/>
  <xsl:include href="results.xsl"/>
  <xsl:include href="form.xsl"/>
  <xsl:include href="fields.xsl"/>
  <xsl:include href="command_list.xsl"/>
  <xsl:include href="jobs.xsl"/>
  <xsl:include href="problem.xsl"/>
  <xsl:include href="document.xsl"/>

  <!-- The address of this page without a query, to which ?form may be added. -->
  <xsl:variable name="self" select="substring-before(concat(/page/@href, '?'), '?')"/>

  <!-- What a command is called on: of a domain or a host, that or what belongs to it. -->
  <xsl:variable name="thing" select="/page/trail/step[last()]"/>
  <xsl:variable name="belongs" select="boolean(/page/object and /page/trail/step[last() - 1][@collection != 'hosts' and @collection != 'network'])"/>

  <xsl:template match="/page">
    <html lang="{$language}">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="robots" content="noindex"/>
        <title><xsl:call-template name="window-title"/></title>
        <link rel="icon" type="image/svg+xml" href="data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E%3Cpath%20fill='%232f6be0'%20fill-rule='evenodd'%20d='M2%201h12a1%201%200%200%201%201%201v4a1%201%200%200%201-1%201H2a1%201%200%200%201-1-1V2a1%201%200%200%201%201-1zm1.5%202v2h2V3zM2%209h12a1%201%200%200%201%201%201v4a1%201%200%200%201-1%201H2a1%201%200%200%201-1-1v-4a1%201%200%200%201%201-1zm1.5%202v2h2v-2z'/%3E%3C/svg%3E"/>
        <link rel="stylesheet" href="{@assets}virt-fcgi.css"/>
        <xsl:if test="answer/form or form"><link rel="stylesheet" href="{@assets}forms.css"/></xsl:if>
        <xsl:if test="answer/commands"><link rel="stylesheet" href="{@assets}commands.css"/></xsl:if>
        <script defer="defer" src="{@assets}virt-fcgi.js"></script>
      </head>
      <body>
        <a class="skip" href="#main"><xsl:value-of select="$skip"/></a>
        <xsl:text>&#10;</xsl:text>
        <xsl:call-template name="top"/>
        <xsl:text>&#10;</xsl:text>
        <main id="main">
          <xsl:apply-templates select="answer/*[1]"/>
        </main>
        <xsl:text>&#10;</xsl:text>
        <xsl:call-template name="foot"/>
      </body>
    </html>
  </xsl:template>

  <!-- The nearest thing first, since a narrow tab shows only the beginning. -->
  <xsl:template name="window-title">
    <xsl:apply-templates select="answer/*[1]" mode="title"/>
    <xsl:if test="@command"><xsl:call-template name="command-words"/><xsl:text> · </xsl:text></xsl:if>
    <xsl:for-each select="trail/step">
      <xsl:sort select="position()" data-type="number" order="descending"/>
      <xsl:call-template name="step-words"/>
      <xsl:text> · </xsl:text>
    </xsl:for-each>
    <xsl:text>virt-fcgi</xsl:text>
  </xsl:template>

  <xsl:template name="command-words">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="@command"/></xsl:call-template></xsl:variable>
    <xsl:value-of select="$verb"/>
    <xsl:if test="$verb = ''"><xsl:value-of select="@command"/></xsl:if>
  </xsl:template>

  <!-- Most pages are named by the command and the trail alone; problems put a word before them. -->
  <xsl:template match="*" mode="title"/>

  <xsl:template name="top">
    <header class="top">
      <a class="brand" href="{trail/step[1]/@href}">
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path fill="currentColor" fill-rule="evenodd"
                d="M2 1h12a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1zm1.5 2v2h2V3zM2 9h12a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1zm1.5 2v2h2v-2z"/>
        </svg>
        <span>virt-fcgi</span>
      </a>
      <nav class="trail" aria-label="{$where-you-are}">
        <ol><xsl:apply-templates select="trail/step"/></ol>
      </nav>
      <p class="who">
        <xsl:call-template name="mode"/>
        <xsl:if test="@user">
          <xsl:text> </xsl:text><span class="user"><span class="unseen"><xsl:value-of select="concat($signed-in-as, ' ')"/></span><bdi><xsl:value-of select="@user"/></bdi></span>
        </xsl:if>
      </p>
    </header>
  </xsl:template>

  <xsl:template match="/page/trail/step">
    <li><a href="{@href}">
      <xsl:if test="position() = last()"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
      <bdi><xsl:call-template name="step-words"/></bdi>
    </a></li>
  </xsl:template>

  <!-- A collection is a word of ours, any other step is a name. -->
  <xsl:template name="step-words">
    <xsl:choose>
      <xsl:when test="@collection"><xsl:call-template name="collection-words"><xsl:with-param name="collection" select="@collection"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="mode">
    <xsl:choose>
      <xsl:when test="@mode = 'read-only' or @mode = 'owner-read-only'">
        <span class="mode read-only">
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path fill="currentColor" fill-rule="evenodd"
                  d="M6 0a3 3 0 0 1 3 3v2h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1H3V3a3 3 0 0 1 3-3zm0 1.4A1.6 1.6 0 0 0 4.4 3v2h3.2V3A1.6 1.6 0 0 0 6 1.4z"/>
          </svg>
          <xsl:value-of select="$read-only"/>
        </span>
      </xsl:when>
      <xsl:when test="@mode = 'insecure'"><span class="mode"><xsl:value-of select="$administrator"/></span></xsl:when>
      <xsl:when test="@mode = 'owner'"><span class="mode"><xsl:value-of select="$owner"/></span></xsl:when>
      <xsl:otherwise><span class="mode"><xsl:value-of select="@mode"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- How old the page is; the script lets it count. -->
  <xsl:template name="foot">
    <footer class="foot">
      <xsl:if test="@generated">
        <p class="age" data-ago="{$ago}"><xsl:value-of select="concat($as-of, ' ')"/><xsl:call-template name="time"><xsl:with-param name="at" select="@generated"/></xsl:call-template>
          <xsl:if test="representations/representation"><xsl:text> </xsl:text><a href="{@href}"><xsl:value-of select="$look-again"/></a></xsl:if></p>
      </xsl:if>
      <xsl:if test="@jobs"><p><a href="{@jobs}"><xsl:value-of select="$jobs"/></a></p></xsl:if>
      <xsl:if test="@commands"><p><a href="{@commands}"><xsl:value-of select="$what-can-be-called"/></a></p></xsl:if>
      <xsl:if test="representations/representation">
        <nav aria-label="{$other-representations}">
          <span><xsl:value-of select="$this-page-as"/></span>
          <ul><xsl:apply-templates select="representations/representation"/></ul>
        </nav>
      </xsl:if>
    </footer>
  </xsl:template>

  <xsl:template match="/page/representations/representation">
    <li><a href="{@href}">
      <xsl:choose>
        <xsl:when test="@format = 'xml'">XML</xsl:when>
        <xsl:when test="@format = 'json'">JSON</xsl:when>
        <xsl:when test="@format = 'text'"><xsl:value-of select="$text"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@format"/></xsl:otherwise>
      </xsl:choose>
    </a></li>
  </xsl:template>

  <!-- One line above an answer that says which object it is about. -->
  <xsl:template name="about">
    <xsl:choose>
      <xsl:when test="$belongs">
        <p class="about">
          <xsl:for-each select="$thing"><a href="{@href}"><bdi><xsl:call-template name="step-words"/></bdi></a></xsl:for-each>
          <xsl:text> </xsl:text><xsl:call-template name="of-what"/>
        </p>
      </xsl:when>
      <xsl:otherwise><xsl:for-each select="/page/object"><xsl:call-template name="about-object"/></xsl:for-each></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="about-object">
    <p class="about">
      <xsl:if test="@state">
        <xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template>
        <xsl:text> </xsl:text>
      </xsl:if>
      <a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a>
      <xsl:if test="title"><xsl:text> </xsl:text><span class="title"><xsl:value-of select="title"/></span></xsl:if>
      <xsl:call-template name="where"/>
    </p>
  </xsl:template>

  <!-- The host or the domain that something belongs to. -->
  <xsl:template name="of-what">
    <xsl:for-each select="/page/object">
      <xsl:variable name="its"><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a></xsl:variable>
      <span class="where">
        <xsl:choose>
          <xsl:when test="@kind = 'host'"><xsl:call-template name="on-host"><xsl:with-param name="host"><xsl:copy-of select="$its"/></xsl:with-param></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="of-domain"><xsl:with-param name="domain"><xsl:copy-of select="$its"/></xsl:with-param></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </span>
    </xsl:for-each>
  </xsl:template>

  <!-- Whose the current object is and on which host. -->
  <xsl:template name="where">
    <xsl:if test="@kind = 'domain'">
      <xsl:text> </xsl:text>
      <span class="where">
        <xsl:call-template name="owned-by-on-host">
          <xsl:with-param name="owners"><xsl:call-template name="owner-names"/></xsl:with-param>
          <xsl:with-param name="host"><xsl:call-template name="maybe-link"><xsl:with-param name="href" select="@host_href"/><xsl:with-param name="name" select="@host"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="maybe-link">
    <xsl:param name="href"/>
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="string($href)"><a href="{$href}"><bdi><xsl:value-of select="$name"/></bdi></a></xsl:when>
      <xsl:otherwise><bdi><xsl:value-of select="$name"/></bdi></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="owner-names">
    <xsl:for-each select="owner">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:call-template name="maybe-link"><xsl:with-param name="href" select="@href"/><xsl:with-param name="name" select="."/></xsl:call-template>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
