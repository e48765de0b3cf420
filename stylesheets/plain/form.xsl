<?xml version="1.0" encoding="UTF-8"?>
<!-- The form of a command: as the answer, or below a problem, with what was typed. The ids are counted, never made from names. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/form | /page/form">
    <p><xsl:value-of select="summary"/></p>
    <form method="{translate(@method, 'GETPOS', 'getpos')}" action="{@href}">
      <xsl:if test="@method = 'POST'"><input type="hidden" name="form"/></xsl:if>
      <xsl:if test="@without_secrets"><p><strong><xsl:value-of select="$without-secrets"/></strong></p></xsl:if>
      <xsl:if test="domains/domain">
        <ul>
          <xsl:for-each select="domains/domain">
            <li><input type="hidden" name="domain" value="{@uuid}"/><a href="{@href}"><bdi><xsl:value-of select="@name"/></bdi></a><xsl:text>: </xsl:text><xsl:call-template name="state"/></li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:apply-templates select="parameters/parameter"/>
      <p>
        <button type="submit"><xsl:value-of select="@command"/></button>
        <xsl:if test="@back"><xsl:text> </xsl:text><a href="{@back}"><xsl:value-of select="$back"/></a></xsl:if>
      </p>
    </form>
  </xsl:template>

  <!-- No page can send a file as the whole body. -->
  <xsl:template match="/page/answer/form[@body]" priority="1">
    <p><xsl:value-of select="summary"/></p>
    <pre><xsl:value-of select="concat('curl -T FILE -X ', @method, ' -H &quot;Content-Type: ', @body, '&quot; SITE', @href)"/></pre>
    <dl>
      <xsl:for-each select="parameters/parameter"><div><dt><xsl:value-of select="@name"/></dt><dd><xsl:value-of select="help"/></dd></div></xsl:for-each>
    </dl>
    <p><a href="{@back}"><xsl:value-of select="$back"/></a></p>
  </xsl:template>

  <!-- One field for each parameter; a list takes three values more. -->
  <xsl:template match="/page/answer/form/parameters/parameter | /page/form/parameters/parameter">
    <xsl:variable name="id" select="concat('p', position())"/>
    <p>
      <label for="{$id}"><xsl:call-template name="label"/></label><br/>
      <xsl:choose>
        <xsl:when test="@kind = 'xml'"><textarea id="{$id}" name="{@name}" rows="18" cols="80" spellcheck="false"><xsl:text>&#10;</xsl:text><xsl:value-of select="value"/></textarea></xsl:when>
        <xsl:when test="@kind = 'lines'"><textarea id="{$id}" name="{@name}" rows="4" cols="40"><xsl:text>&#10;</xsl:text><xsl:value-of select="value"/></textarea></xsl:when>
        <xsl:otherwise>
          <input id="{$id}" type="text" name="{@name}" value="{value}"><xsl:if test="@secret"><xsl:attribute name="type">password</xsl:attribute></xsl:if><xsl:if test="@required = 'yes'"><xsl:attribute name="required">required</xsl:attribute></xsl:if></input>
          <xsl:value-of select="concat(' ', @unit)"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@kind = 'list'">
        <xsl:variable name="parameter" select="@name"/>
        <xsl:for-each select="value[position() &gt; 1]"><br/><input type="text" name="{$parameter}" value="{.}" aria-label="{$parameter}"/></xsl:for-each>
        <br/><input type="text" name="{@name}" aria-label="{@name}"/><br/><input type="text" name="{@name}" aria-label="{@name}"/>
        <br/><input type="text" name="{@name}" aria-label="{@name}"/>
      </xsl:if>
    </p>
  </xsl:template>

  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'flags'] | /page/form/parameters/parameter[@kind = 'flags']" priority="1">
    <xsl:variable name="parameter" select="@name"/>
    <fieldset>
      <legend><xsl:call-template name="label"/></legend>
      <xsl:for-each select="flag">
        <p><label>
          <input type="checkbox" name="{$parameter}" value="{@name}"><xsl:if test="@chosen = 'yes'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input>
          <xsl:value-of select="concat(' ', @name, ' ', help)"/>
        </label></p>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <!-- Each is sent as NAME.PARAM. -->
  <xsl:template match="/page/answer/form/parameters/parameter[@kind = 'params'] | /page/form/parameters/parameter[@kind = 'params']" priority="1">
    <xsl:variable name="parameter" select="@name"/>
    <fieldset>
      <legend><xsl:call-template name="label"/></legend>
      <xsl:for-each select="param">
        <p><label><xsl:value-of select="concat(@name, ' (', @type, ') ', help)"/><br/><input type="text" name="{$parameter}.{@name}" value="{value}"/></label></p>
      </xsl:for-each>
    </fieldset>
  </xsl:template>

  <xsl:template name="label">
    <xsl:value-of select="concat(@name, ' (', @type)"/>
    <xsl:if test="@required = 'yes'"><xsl:value-of select="concat(', ', $required)"/></xsl:if>
    <xsl:value-of select="concat(') ', help)"/>
  </xsl:template>

  <!-- The lines around the one that libvirt found wrong. -->
  <xsl:template match="/page/excerpt">
    <xsl:variable name="wrong" select="@line"/>
    <pre><xsl:for-each select="line"><xsl:choose>
      <xsl:when test="@number = $wrong"><mark><xsl:value-of select="concat(@number, ' ', .)"/></mark></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(@number, ' ', .)"/></xsl:otherwise>
    </xsl:choose><xsl:text>&#10;</xsl:text></xsl:for-each></pre>
  </xsl:template>
</xsl:stylesheet>
