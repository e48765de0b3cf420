<?xml version="1.0" encoding="UTF-8"?>
<!-- The fields of a form, one for each parameter: label, input, help, and what was typed before. Only a form of ours applies
     these modes, to parameters of ours. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- A list has so many fields at least, of XML fewer, and always two more than it has values. -->
  <xsl:variable name="list-fields" select="6"/>
  <xsl:variable name="list-areas" select="3"/>

  <!-- A parameter: its label, its input, its help. The id is counted, never made from the name. -->
  <xsl:template match="parameter" mode="parameter">
    <xsl:variable name="id" select="concat('p', position())"/>
    <div class="field">
      <label for="{$id}"><xsl:call-template name="parameter-label"/></label>
      <xsl:apply-templates select="." mode="input"><xsl:with-param name="id" select="$id"/></xsl:apply-templates>
      <xsl:if test="@unit"><span class="unit" id="{$id}u"><xsl:value-of select="@unit"/></span></xsl:if>
      <p class="help" id="{$id}h">
        <span lang="en"><xsl:value-of select="help"/></span>
        <xsl:call-template name="range"/>
        <xsl:call-template name="notation"/>
      </p>
    </div>
  </xsl:template>

  <xsl:template match="parameter" mode="told">
    <div>
      <dt><xsl:call-template name="parameter-label"/></dt>
      <dd lang="en"><xsl:value-of select="help"/><xsl:call-template name="range"/>
        <xsl:for-each select="flag"><span class="line"><code><xsl:value-of select="@name"/></code><xsl:text> </xsl:text><xsl:value-of select="help"/></span></xsl:for-each></dd>
    </div>
  </xsl:template>

  <xsl:template name="parameter-label">
    <code><xsl:value-of select="@name"/></code>
    <xsl:text> </xsl:text>
    <span class="quiet">
      <xsl:value-of select="concat(@type, ' · ')"/>
      <xsl:choose>
        <xsl:when test="@required = 'yes'"><xsl:value-of select="$required"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$optional"/></xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="range">
    <xsl:if test="@minimum and @maximum and not(constant)">
      <span class="line"><xsl:value-of select="concat(@minimum, ' ', $to, ' ', @maximum, ' ', @unit)"/></span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="input-common">
    <xsl:param name="id"/>
    <xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute>
    <xsl:attribute name="name"><xsl:value-of select="@name"/></xsl:attribute>
    <xsl:attribute name="aria-describedby"><xsl:if test="@unit"><xsl:value-of select="concat($id, 'u ')"/></xsl:if><xsl:value-of select="concat($id, 'h')"/></xsl:attribute>
    <xsl:attribute name="autocomplete"><xsl:choose><xsl:when test="@secret = 'yes'">new-password</xsl:when><xsl:otherwise>off</xsl:otherwise></xsl:choose></xsl:attribute>
    <xsl:if test="@required = 'yes'"><xsl:attribute name="required">required</xsl:attribute></xsl:if>
    <xsl:if test="@name = /page/answer/*/*[local-name() = 'argument']"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
  </xsl:template>

  <!-- What was typed before, of the current parameter. -->
  <xsl:template name="typed"><xsl:if test="value"><xsl:attribute name="value"><xsl:value-of select="value"/></xsl:attribute></xsl:if></xsl:template>

  <xsl:template match="parameter" mode="input">
    <xsl:param name="id"/>
    <input type="text"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template><xsl:call-template name="typed"/></input>
  </xsl:template>

  <!-- A bound is given only where a browser's number can hold it exactly; what is no number, or below it, would be dropped by
       a field of numbers, and stays in one of text. -->
  <xsl:template match="parameter[@kind = 'integer']" mode="input">
    <xsl:param name="id"/>
    <input type="number" inputmode="numeric">
      <xsl:if test="value and string(number(value)) = 'NaN'"><xsl:attribute name="type">text</xsl:attribute></xsl:if>
      <xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <xsl:if test="not(value and string(number(value)) = 'NaN')">
        <xsl:if test="@minimum &gt;= -9007199254740991 and @minimum &lt;= 9007199254740991"><xsl:attribute name="min"><xsl:value-of select="@minimum"/></xsl:attribute></xsl:if>
        <xsl:if test="@maximum &gt;= -9007199254740991 and @maximum &lt;= 9007199254740991"><xsl:attribute name="max"><xsl:value-of select="@maximum"/></xsl:attribute></xsl:if>
      </xsl:if>
      <xsl:call-template name="typed"/>
    </input>
  </xsl:template>

  <!-- Of the numbers that have names, one; any other that was typed stays. -->
  <xsl:template match="parameter[constant]" mode="input" priority="1">
    <xsl:param name="id"/>
    <select>
      <xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <option value=""><xsl:if test="@required != 'yes'"><xsl:value-of select="$not-sent"/></xsl:if></option>
      <xsl:if test="value and not(constant[@chosen])"><option value="{value}" selected="selected"><xsl:value-of select="value"/></option></xsl:if>
      <xsl:for-each select="constant">
        <option value="{@name}"><xsl:if test="@chosen = 'yes'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>
          <xsl:value-of select="@name"/><xsl:if test="string(help)"><xsl:value-of select="concat(' – ', help)"/></xsl:if></option>
      </xsl:for-each>
    </select>
  </xsl:template>

  <!-- What nobody should read over a shoulder. Beside it stands what tells a browser that it is nobody's login. -->
  <xsl:template match="parameter[@secret = 'yes']" mode="input" priority="1">
    <xsl:param name="id"/>
    <input type="text" autocomplete="username" hidden="hidden" aria-label="{$user-name}"/>
    <input type="password"><xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template></input>
  </xsl:template>

  <xsl:template match="parameter[@kind = 'number']" mode="input">
    <xsl:param name="id"/>
    <input type="text" inputmode="decimal">
      <xsl:if test="not(value) or string(number(value)) != 'NaN'"><xsl:attribute name="type">number</xsl:attribute><xsl:attribute name="step">any</xsl:attribute></xsl:if>
      <xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <xsl:call-template name="typed"/>
    </input>
  </xsl:template>

  <!-- A text area drops one newline at its beginning, so it gets one more. -->
  <xsl:template match="parameter[@kind = 'xml' or @kind = 'lines']" mode="input">
    <xsl:param name="id"/>
    <textarea rows="22" cols="80" spellcheck="false" class="xml">
      <xsl:if test="@kind = 'lines'"><xsl:attribute name="rows">4</xsl:attribute></xsl:if>
      <xsl:call-template name="input-common"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <xsl:if test="@name = /page/excerpt/@argument"><xsl:attribute name="data-line"><xsl:value-of select="/page/excerpt/@line"/></xsl:attribute></xsl:if>
      <xsl:text>&#10;</xsl:text><xsl:value-of select="value"/>
    </textarea>
  </xsl:template>

  <!-- Fields of one name, of which the first is labelled and required as any other field. -->
  <xsl:template match="parameter[@kind = 'list']" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="number" select="1"/>
    <xsl:variable name="this"><xsl:value-of select="$id"/><xsl:if test="$number &gt; 1"><xsl:value-of select="concat('v', $number)"/></xsl:if></xsl:variable>
    <div class="value-field">
      <xsl:if test="$number &gt; 1"><label class="unseen" for="{$this}"><xsl:value-of select="concat(@name, ' ', $number)"/></label></xsl:if>
      <xsl:choose>
        <xsl:when test="contains(@type, 'int') or contains(@type, 'long')">
          <input type="number" inputmode="numeric">
            <xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template>
            <xsl:choose>
              <xsl:when test="value[$number] and string(number(value[$number])) = 'NaN'"><xsl:attribute name="type">text</xsl:attribute></xsl:when>
              <xsl:when test="starts-with(@type, 'unsigned')"><xsl:attribute name="min">0</xsl:attribute></xsl:when>
            </xsl:choose>
            <xsl:if test="value[$number]"><xsl:attribute name="value"><xsl:value-of select="value[$number]"/></xsl:attribute></xsl:if>
          </input>
        </xsl:when>
        <xsl:when test="contains(@name, 'xml') or contains(@name, 'XML')">
          <textarea rows="6" cols="80" spellcheck="false"><xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template><xsl:text>&#10;</xsl:text><xsl:value-of select="value[$number]"/></textarea>
        </xsl:when>
        <xsl:otherwise>
          <input type="text">
            <xsl:call-template name="list-field"><xsl:with-param name="id" select="$id"/><xsl:with-param name="this" select="$this"/></xsl:call-template>
            <xsl:if test="value[$number]"><xsl:attribute name="value"><xsl:value-of select="value[$number]"/></xsl:attribute></xsl:if>
          </input>
        </xsl:otherwise>
      </xsl:choose>
    </div>
    <xsl:variable name="is-xml" select="contains(@name, 'xml') or contains(@name, 'XML')"/>
    <xsl:if test="$number &lt; $list-areas or ($number &lt; $list-fields and not($is-xml)) or $number &lt; count(value) + 2">
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

  <!-- libvirt has none for this function so far. -->
  <xsl:template match="parameter[@kind = 'flags'][not(flag)]" mode="parameter" priority="1"/>

  <xsl:template match="parameter[@kind = 'flags']" mode="parameter">
    <xsl:variable name="id" select="concat('p', position())"/>
    <xsl:variable name="name" select="@name"/>
    <fieldset class="field">
      <legend><xsl:call-template name="parameter-label"/></legend>
      <xsl:if test="string(help)"><p class="help" lang="en"><xsl:value-of select="help"/></p></xsl:if>
      <ul class="flags">
        <xsl:for-each select="flag">
          <li>
            <input type="checkbox" id="{$id}f{position()}" name="{$name}" value="{@name}"><xsl:if test="@chosen = 'yes'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input>
            <label for="{$id}f{position()}">
              <code><xsl:value-of select="@name"/></code>
              <xsl:if test="string(help)"><span class="help" lang="en"><xsl:value-of select="help"/></span></xsl:if>
            </label>
          </li>
        </xsl:for-each>
      </ul>
    </fieldset>
  </xsl:template>

  <xsl:template match="parameter[@kind = 'params']" mode="parameter">
    <xsl:variable name="id" select="concat('p', position())"/>
    <xsl:variable name="name" select="@name"/>
    <fieldset class="field">
      <legend><xsl:call-template name="parameter-label"/></legend>
      <p class="help"><span lang="en"><xsl:value-of select="help"/></span><xsl:value-of select="concat(' ', $empty-is-not-sent)"/></p>
      <xsl:for-each select="param">
        <xsl:variable name="this" select="concat($id, 'v', position())"/>
        <div class="field">
          <label for="{$this}"><code><xsl:value-of select="@name"/></code><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@type"/></span></label>
          <xsl:apply-templates select="." mode="input"><xsl:with-param name="id" select="$this"/><xsl:with-param name="group" select="$name"/></xsl:apply-templates>
          <xsl:if test="string(help)"><p class="help" lang="en"><xsl:value-of select="help"/></p></xsl:if>
        </div>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <xsl:template match="param" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="group"/>
    <input type="text" id="{$id}" name="{$group}.{@name}" autocomplete="off">
      <xsl:if test="not(value) or string(number(value)) != 'NaN'">
        <xsl:choose>
          <xsl:when test="@type = 'double'"><xsl:attribute name="type">number</xsl:attribute><xsl:attribute name="step">any</xsl:attribute></xsl:when>
          <xsl:when test="@type != 'string'"><xsl:attribute name="type">number</xsl:attribute></xsl:when>
        </xsl:choose>
        <xsl:if test="starts-with(@type, 'u')"><xsl:attribute name="min">0</xsl:attribute></xsl:if>
      </xsl:if>
      <xsl:call-template name="typed"/>
    </input>
  </xsl:template>

  <xsl:template match="param[@type = 'boolean']" mode="input">
    <xsl:param name="id"/>
    <xsl:param name="group"/>
    <select id="{$id}" name="{$group}.{@name}">
      <option value=""><xsl:value-of select="$not-sent"/></option>
      <option value="1"><xsl:if test="value = '1'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="$yes"/></option>
      <option value="0"><xsl:if test="value = '0'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="$no"/></option>
    </select>
  </xsl:template>
</xsl:stylesheet>
