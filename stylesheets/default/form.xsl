<?xml version="1.0" encoding="UTF-8"?>
<!-- The form of a command, and the page that asks again before something is destroyed. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/form" priority="1">
    <div class="head">
      <xsl:call-template name="form-heading"/>
      <xsl:if test="@destroys != 'yes'"><xsl:call-template name="about"/></xsl:if>
    </div>
    <form class="form box" method="{translate(@method, 'GETPOS', 'getpos')}" action="{@href}">
      <xsl:choose>
        <xsl:when test="@destroys = 'yes'">
          <xsl:attribute name="class">form box danger</xsl:attribute>
          <xsl:call-template name="warning"/>
        </xsl:when>
        <xsl:otherwise><p class="summary"><xsl:value-of select="summary"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:apply-templates select="parameters/parameter"/>
      <p class="actions">
        <button type="submit" class="button primary">
          <xsl:if test="@destroys = 'yes'"><xsl:attribute name="class">button danger solid</xsl:attribute></xsl:if>
          <xsl:call-template name="submit-words"/>
        </button>
        <xsl:text> </xsl:text>
        <a class="button" href="{@back}">Cancel</a>
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
      <p class="summary"><xsl:value-of select="summary"/></p>
      <p>It takes a file as it is, which no page can send. This does, with a file of yours and this site’s address:</p>
      <pre class="text"><code>
        <xsl:value-of select="concat('curl -T FILE -X ', @method, ' -H &quot;Content-Type: ', @body, '&quot; &quot;SITE', @href)"/>
        <xsl:for-each select="parameters/parameter[@required = 'yes']">
          <xsl:value-of select="concat(substring('?&amp;', 1 + (position() &gt; 1), 1), @name, '=')"/>
          <xsl:choose><xsl:when test="@kind = 'integer'">0</xsl:when><xsl:otherwise>VALUE</xsl:otherwise></xsl:choose>
        </xsl:for-each>
        <xsl:text>"</xsl:text>
      </code></pre>
      <dl class="takes"><xsl:apply-templates select="parameters/parameter" mode="told"/></dl>
      <p class="actions"><a class="button" href="{@back}">Back</a></p>
    </div>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter" mode="told">
    <div>
      <dt><xsl:call-template name="parameter-label"/></dt>
      <dd><xsl:value-of select="help"/><xsl:call-template name="range"/>
        <xsl:for-each select="flag"><span class="line"><code><xsl:value-of select="@name"/></code><xsl:text> </xsl:text><xsl:value-of select="help"/></span></xsl:for-each></dd>
    </div>
  </xsl:template>

  <xsl:template name="form-heading">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="@command"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="@destroys = 'yes' and /page/object">
        <h1>
          <xsl:choose>
            <xsl:when test="$verb != ''"><xsl:value-of select="concat($verb, ' ')"/></xsl:when>
            <xsl:otherwise>Run <code><xsl:value-of select="@command"/></code> on </xsl:otherwise>
          </xsl:choose>
          <bdi><xsl:value-of select="/page/object/@name"/></bdi><xsl:text>?</xsl:text>
        </h1>
      </xsl:when>
      <xsl:otherwise><h1><code><xsl:value-of select="@function"/></code></h1></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="submit-words">
    <xsl:variable name="verb"><xsl:call-template name="verb"><xsl:with-param name="command" select="@command"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$verb != '' and /page/object"><span><xsl:value-of select="concat($verb, ' ')"/><bdi><xsl:value-of select="/page/object/@name"/></bdi></span></xsl:when>
      <xsl:when test="@method = 'GET'">Show</xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('Run ', @command)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What will happen, to which object, in plain words. -->
  <xsl:template name="warning">
    <div class="warning">
      <p><strong>
        <xsl:choose>
          <xsl:when test="starts-with(@command, 'domainDestroy')">The domain is switched off at once, as if its power cord were pulled. What the guest has not yet written to disk is lost.</xsl:when>
          <xsl:when test="@command = 'domainReset'">The domain is reset at once, as if its reset button were pressed. What the guest has not yet written to disk is lost.</xsl:when>
          <xsl:when test="starts-with(@command, 'domainUndefine')">The host forgets the domain’s definition. Only its XML can bring it back; take a copy first.</xsl:when>
          <xsl:otherwise>This can lose data and has no way back.</xsl:otherwise>
        </xsl:choose>
      </strong></p>
      <p class="quiet"><xsl:value-of select="summary"/></p>
      <dl class="facts">
        <xsl:for-each select="/page/object">
          <div><dt><xsl:choose><xsl:when test="@kind = 'host'">Host</xsl:when><xsl:otherwise>Domain</xsl:otherwise></xsl:choose></dt>
            <dd><strong><xsl:value-of select="@name"/></strong><xsl:if test="title"><xsl:value-of select="concat(' · ', title)"/></xsl:if></dd></div>
          <xsl:if test="@uuid"><div><dt>UUID</dt><dd><code><xsl:value-of select="@uuid"/></code></dd></div></xsl:if>
          <xsl:if test="owner">
            <div><dt>Owner</dt><dd><xsl:for-each select="owner"><xsl:if test="position() &gt; 1">, </xsl:if><bdi><xsl:value-of select="."/></bdi></xsl:for-each></dd></div>
          </xsl:if>
          <xsl:if test="@host and @kind = 'domain'"><div><dt>On host</dt><dd><xsl:value-of select="@host"/></dd></div></xsl:if>
          <xsl:if test="@state"><div><dt>Now</dt><dd><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></dd></div></xsl:if>
        </xsl:for-each>
        <div><dt>Function</dt><dd><code><xsl:value-of select="@function"/></code></dd></div>
      </dl>
    </div>
  </xsl:template>

  <!-- A parameter: its label, its input, its help. The id is counted, never made from the name. -->
  <xsl:template match="/page/answer/form/parameters/parameter">
    <xsl:variable name="id" select="concat('p', position())"/>
    <div class="field">
      <label for="{$id}"><xsl:call-template name="parameter-label"/></label>
      <xsl:apply-templates select="." mode="input"><xsl:with-param name="id" select="$id"/></xsl:apply-templates>
      <xsl:if test="@unit"><span class="unit" id="{$id}u"><xsl:value-of select="@unit"/></span></xsl:if>
      <p class="help" id="{$id}h">
        <xsl:value-of select="help"/>
        <xsl:call-template name="range"/>
        <xsl:call-template name="notation"/>
      </p>
    </div>
  </xsl:template>

  <!-- How it is written, where nothing else shows it. -->
  <xsl:template name="notation">
    <xsl:choose>
      <xsl:when test="@kind = 'list'"><span class="line">One value in each field; what is left empty at the end does not count.</span></xsl:when>
      <xsl:when test="@kind = 'cpus'"><span class="line">Numbers of CPUs: <code>0-3,^2,8</code> is 0, 1, 3 and 8.</span></xsl:when>
      <xsl:when test="@kind = 'base64'"><span class="line">Bytes as base64: what <code>base64 -w0 FILE</code> prints.</span></xsl:when>
      <xsl:when test="@kind = 'host'"><span class="line">The name of another host, as the list of hosts has it.</span></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="parameter-label">
    <code><xsl:value-of select="@name"/></code>
    <xsl:text> </xsl:text>
    <span class="quiet">
      <xsl:value-of select="@type"/>
      <xsl:choose>
        <xsl:when test="@required = 'yes'"> · required</xsl:when>
        <xsl:otherwise> · optional</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="range">
    <xsl:if test="@minimum and @maximum">
      <span class="line"><xsl:value-of select="concat(@minimum, ' to ', @maximum, ' ', @unit)"/></span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="input-common">
    <xsl:param name="id"/>
    <xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute>
    <xsl:attribute name="name"><xsl:value-of select="@name"/></xsl:attribute>
    <xsl:attribute name="aria-describedby"><xsl:if test="@unit"><xsl:value-of select="concat($id, 'u ')"/></xsl:if><xsl:value-of select="concat($id, 'h')"/></xsl:attribute>
    <xsl:attribute name="autocomplete">off</xsl:attribute>
    <xsl:if test="@required = 'yes'"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter" mode="input">
    <xsl:param name="id"/>
    <input type="text"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template></input>
  </xsl:template>

  <!-- Six fields of one name, of which the first is labelled and required as any other field. -->
  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'list']" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="number" select="1"/>
    <xsl:variable name="this"><xsl:value-of select="$id"/><xsl:if test="$number &gt; 1"><xsl:value-of select="concat('v', $number)"/></xsl:if></xsl:variable>
    <div class="value-field">
      <xsl:if test="$number &gt; 1"><label class="unseen" for="{$this}"><xsl:value-of select="concat(@name, ' ', $number)"/></label></xsl:if>
      <xsl:choose>
        <xsl:when test="contains(@type, 'int') or contains(@type, 'long')">
          <input type="number" step="1" inputmode="numeric">
            <xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template>
            <xsl:if test="starts-with(@type, 'unsigned')"><xsl:attribute name="min">0</xsl:attribute></xsl:if>
          </input>
        </xsl:when>
        <xsl:when test="contains(@name, 'xml') or contains(@name, 'XML')">
          <textarea rows="6" cols="80" spellcheck="false"><xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template></textarea>
        </xsl:when>
        <xsl:otherwise>
          <input type="text"><xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template></input>
        </xsl:otherwise>
      </xsl:choose>
    </div>
    <xsl:if test="$number &lt; 6">
      <xsl:apply-templates select="." mode="input">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="number" select="$number + 1"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <xsl:template name="list-field">
    <xsl:param name="id"/>
    <xsl:param name="this"/>
    <xsl:attribute name="id"><xsl:value-of select="$this"/></xsl:attribute>
    <xsl:attribute name="name"><xsl:value-of select="@name"/></xsl:attribute>
    <xsl:attribute name="aria-describedby"><xsl:value-of select="concat($id, 'h')"/></xsl:attribute>
    <xsl:attribute name="autocomplete">off</xsl:attribute>
    <xsl:if test="@required = 'yes' and $this = $id"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
  </xsl:template>

  <!-- A bound is given only where a browser's number can hold it exactly. -->
  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'integer']" mode="input">
    <xsl:param name="id"/>
    <input type="number" step="1" inputmode="numeric">
      <xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <xsl:if test="@minimum &gt;= -9007199254740991 and @minimum &lt;= 9007199254740991"><xsl:attribute name="min"><xsl:value-of select="@minimum"/></xsl:attribute></xsl:if>
      <xsl:if test="@maximum &gt;= -9007199254740991 and @maximum &lt;= 9007199254740991"><xsl:attribute name="max"><xsl:value-of select="@maximum"/></xsl:attribute></xsl:if>
    </input>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'number']" mode="input">
    <xsl:param name="id"/>
    <input type="number" step="any" inputmode="decimal"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template></input>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'xml']" mode="input">
    <xsl:param name="id"/>
    <textarea rows="18" cols="80" spellcheck="false"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template></textarea>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'lines']" mode="input">
    <xsl:param name="id"/>
    <textarea rows="4" cols="40" spellcheck="false"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template></textarea>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'flags']">
    <xsl:variable name="id" select="concat('p', position())"/>
    <xsl:variable name="name" select="@name"/>
    <fieldset class="field">
      <legend><xsl:call-template name="parameter-label"/></legend>
      <xsl:if test="string(help)"><p class="help"><xsl:value-of select="help"/></p></xsl:if>
      <ul class="flags">
        <xsl:for-each select="flag">
          <li>
            <input type="checkbox" id="{$id}f{position()}" name="{$name}" value="{@name}"/>
            <label for="{$id}f{position()}">
              <code><xsl:value-of select="@name"/></code>
              <xsl:if test="string(help)"><span class="help"><xsl:value-of select="help"/></span></xsl:if>
            </label>
          </li>
        </xsl:for-each>
      </ul>
    </fieldset>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'params']">
    <xsl:variable name="id" select="concat('p', position())"/>
    <xsl:variable name="name" select="@name"/>
    <fieldset class="field">
      <legend><xsl:call-template name="parameter-label"/></legend>
      <p class="help"><xsl:value-of select="help"/><xsl:text> What is left empty is not sent to libvirt.</xsl:text></p>
      <xsl:for-each select="param">
        <xsl:variable name="this" select="concat($id, 'v', position())"/>
        <div class="field">
          <label for="{$this}"><code><xsl:value-of select="@name"/></code><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@type"/></span></label>
          <xsl:apply-templates select="." mode="input"><xsl:with-param name="id" select="$this"/><xsl:with-param name="group" select="$name"/></xsl:apply-templates>
          <xsl:if test="string(help)"><p class="help"><xsl:value-of select="help"/></p></xsl:if>
        </div>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter/param" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="group"/>
    <input type="text" id="{$id}" name="{$group}.{@name}" autocomplete="off">
      <xsl:choose>
        <xsl:when test="@type = 'double'"><xsl:attribute name="type">number</xsl:attribute><xsl:attribute name="step">any</xsl:attribute></xsl:when>
        <xsl:when test="@type != 'string'"><xsl:attribute name="type">number</xsl:attribute></xsl:when>
      </xsl:choose>
      <xsl:if test="starts-with(@type, 'u')"><xsl:attribute name="min">0</xsl:attribute></xsl:if>
    </input>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter/param[@type = 'boolean']" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="group"/>
    <select id="{$id}" name="{$group}.{@name}">
      <option value="">not sent</option>
      <option value="1">yes</option>
      <option value="0">no</option>
    </select>
  </xsl:template>
</xsl:stylesheet>
