<?xml version="1.0" encoding="UTF-8"?>
<!-- A storage pool or a volume, from libvirt's own document of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/document[pool]" priority="2"><xsl:apply-templates select="pool" mode="page"/></xsl:template>
  <xsl:template match="/page/answer/document[volume]" priority="2"><xsl:apply-templates select="volume" mode="page"/></xsl:template>

  <xsl:template match="/page/answer/document/pool" mode="page">
    <xsl:variable name="is-active" select="string(key('beside', 'virStoragePoolIsActive')/*[1])"/>
    <xsl:call-template name="object-head">
      <xsl:with-param name="kind" select="$a-pool"/>
      <xsl:with-param name="active"><xsl:call-template name="beside-active"><xsl:with-param name="function" select="'virStoragePoolIsActive'"/></xsl:call-template></xsl:with-param>
      <xsl:with-param name="buttons">
        <xsl:if test="$is-active = '0'"><xsl:call-template name="power-button"><xsl:with-param name="command" select="'storagePoolCreate'"/><xsl:with-param name="class" select="'primary'"/></xsl:call-template></xsl:if>
        <xsl:if test="$is-active != '0'">
          <xsl:call-template name="form-link"><xsl:with-param name="command" select="'storageVolCreateXML'"/><xsl:with-param name="label" select="$new-volume"/><xsl:with-param name="class" select="'button primary'"/></xsl:call-template>
          <xsl:call-template name="power-button"><xsl:with-param name="command" select="'storagePoolRefresh'"/></xsl:call-template>
        </xsl:if>
        <xsl:call-template name="edit-link"/>
        <xsl:if test="$is-active != '0'"><xsl:call-template name="power-link"><xsl:with-param name="command" select="'storagePoolDestroy'"/></xsl:call-template></xsl:if>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'storagePoolUndefine'"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:call-template name="amount-fact"><xsl:with-param name="words" select="$capacity"/><xsl:with-param name="of" select="capacity[1]"/></xsl:call-template>
          <xsl:call-template name="allocated"/>
          <xsl:call-template name="amount-fact"><xsl:with-param name="words" select="$free"/><xsl:with-param name="of" select="available[1]"/></xsl:call-template>
        </dl>
        <dl class="facts">
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$type"/><xsl:with-param name="value" select="string(@type)"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$path"/><xsl:with-param name="value" select="target[1]/path"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$source"/><xsl:with-param name="value" select="source[1]/device[1]/@path | source[1]/dir[1]/@path | source[1]/name[1]"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$from-host"/><xsl:with-param name="value" select="source[1]/host[1]/@name"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="'UUID'"/><xsl:with-param name="value" select="uuid"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virStoragePoolGetAutostart'"/><xsl:with-param name="words" select="$autostart"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virStoragePoolIsPersistent'"/><xsl:with-param name="words" select="$persistent"/></xsl:call-template>
        </dl>
      </div>
    </section>
    <xsl:call-template name="beside-list"><xsl:with-param name="function" select="'virStoragePoolListAllVolumes'"/><xsl:with-param name="words" select="$volumes"/></xsl:call-template>
    <xsl:call-template name="object-foot"/>
  </xsl:template>

  <xsl:template match="/page/answer/document/volume" mode="page">
    <xsl:call-template name="object-head">
      <xsl:with-param name="kind" select="$a-volume"/>
      <xsl:with-param name="buttons">
        <xsl:for-each select="key('command', 'storageVolDownload')"><a class="button" href="{@href}?offset=0&amp;length=0"><xsl:value-of select="$download"/></a></xsl:for-each>
        <xsl:call-template name="form-link"><xsl:with-param name="command" select="'storageVolResize'"/><xsl:with-param name="label" select="$resize"/></xsl:call-template>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'storageVolWipe'"/></xsl:call-template>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'storageVolDelete'"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:call-template name="amount-fact"><xsl:with-param name="words" select="$capacity"/><xsl:with-param name="of" select="capacity[1]"/></xsl:call-template>
          <xsl:call-template name="allocated"/>
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$format"/><xsl:with-param name="value" select="string(target[1]/format[1]/@type)"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$type"/><xsl:with-param name="value" select="string(@type)"/></xsl:call-template>
        </dl>
        <dl class="facts">
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$path"/><xsl:with-param name="value" select="target[1]/path"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$key"/><xsl:with-param name="value" select="key"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$backed-by"/><xsl:with-param name="value" select="backingStore[1]/path"/></xsl:call-template>
        </dl>
      </div>
    </section>
    <xsl:call-template name="object-foot"/>
  </xsl:template>

  <xsl:template name="amount-fact">
    <xsl:param name="words"/>
    <xsl:param name="of"/>
    <xsl:if test="$of"><div><dt><xsl:value-of select="$words"/></dt><dd><xsl:apply-templates select="$of" mode="amount"/></dd></div></xsl:if>
  </xsl:template>

  <!-- How much of the capacity is taken, as amount and bar. -->
  <xsl:template name="allocated">
    <xsl:if test="allocation">
      <div><dt><xsl:value-of select="$allocated-words"/></dt><dd>
        <xsl:apply-templates select="allocation[1]" mode="amount"/>
        <xsl:if test="number(capacity) &gt; 0 and string(capacity[1]/@unit) = string(allocation[1]/@unit) and number(allocation) &lt;= number(capacity)">
          <xsl:text> </xsl:text><meter min="0" max="{normalize-space(capacity)}" value="{normalize-space(allocation)}" aria-label="{$allocated-of-capacity}"></meter>
        </xsl:if>
      </dd></div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
