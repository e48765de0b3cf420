<?xml version="1.0" encoding="UTF-8"?>
<!-- The devices of a domain: disks, interfaces and screens have tables of their own, the rest share one. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="devices" mode="tables">
    <xsl:if test="disk"><xsl:call-template name="disks"/></xsl:if>
    <xsl:if test="interface"><xsl:call-template name="interfaces"/></xsl:if>
    <xsl:if test="graphics"><xsl:call-template name="screens"/></xsl:if>
    <xsl:if test="*[not(self::disk or self::interface or self::graphics or self::emulator)]"><xsl:call-template name="other-devices"/></xsl:if>
  </xsl:template>

  <xsl:template name="disks">
    <section aria-labelledby="disks">
      <h2 id="disks">
        <xsl:value-of select="concat($disks, ' ')"/><span class="count"><xsl:value-of select="count(disk)"/></span>
        <xsl:call-template name="attach"/>
      </h2>
      <table class="box stack">
        <caption class="unseen"><xsl:value-of select="$disks"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$target"/></th><th scope="col"><xsl:value-of select="$kind"/></th><th scope="col"><xsl:value-of select="$source"/></th><th scope="col"><xsl:value-of select="$format"/></th><th scope="col"><xsl:value-of select="$notes"/></th></tr></thead>
        <tbody><xsl:apply-templates select="disk" mode="row"/></tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="attach">
    <xsl:for-each select="/page/commands/command[@name = 'domainAttachDevice']">
      <xsl:text> </xsl:text><a class="options" href="{@href}?form"><xsl:value-of select="$attach"/></a>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="disk" mode="row">
    <tr>
      <th scope="row" class="name"><xsl:value-of select="target/@dev"/></th>
      <td data-label="{$kind}">
        <xsl:value-of select="@device"/><xsl:if test="not(@device)">disk</xsl:if>
        <xsl:if test="target/@bus"><span class="quiet"><xsl:value-of select="concat(' ', $on-bus, ' ', target/@bus)"/></span></xsl:if>
      </td>
      <td data-label="{$source}" class="path"><xsl:call-template name="disk-source"/></td>
      <td data-label="{$format}"><xsl:value-of select="driver/@type"/></td>
      <td data-label="{$notes}" class="tags"><xsl:call-template name="disk-notes"/></td>
    </tr>
  </xsl:template>

  <xsl:template name="disk-source">
    <xsl:choose>
      <xsl:when test="not(source)"><span class="none"><xsl:value-of select="$no-medium"/></span></xsl:when>
      <xsl:when test="source/@pool"><code><xsl:value-of select="source/@volume"/></code><span class="quiet"><xsl:value-of select="concat(' ', $in-pool, ' ', source/@pool)"/></span></xsl:when>
      <xsl:when test="source/@protocol">
        <code><xsl:value-of select="concat(source/@protocol, ':', source/@name)"/></code>
        <xsl:for-each select="source[1]/host"><span class="quiet"><xsl:value-of select="concat(' ', $at, ' ')"/><xsl:value-of select="@name"/><xsl:if test="@port">:<xsl:value-of select="@port"/></xsl:if></span></xsl:for-each>
      </xsl:when>
      <xsl:otherwise><code><xsl:value-of select="source[1]/@*[name() = 'file' or name() = 'dev' or name() = 'dir' or name() = 'path'][1]"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="disk-notes">
    <xsl:if test="boot/@order"><span class="tag"><xsl:value-of select="concat($boot, ' ', boot/@order)"/></span></xsl:if>
    <xsl:if test="readonly"><span class="tag"><xsl:value-of select="$is-read-only"/></span></xsl:if>
    <xsl:if test="shareable"><span class="tag"><xsl:value-of select="$is-shareable"/></span></xsl:if>
    <xsl:if test="transient"><span class="tag"><xsl:value-of select="$is-transient"/></span></xsl:if>
    <xsl:if test="encryption or source/encryption"><span class="tag"><xsl:value-of select="$is-encrypted"/></span></xsl:if>
    <xsl:if test="driver/@cache"><span class="tag"><xsl:value-of select="concat($cache, ' ', driver/@cache)"/></span></xsl:if>
    <xsl:if test="serial"><span class="tag"><xsl:value-of select="concat($serial, ' ', serial)"/></span></xsl:if>
  </xsl:template>

  <xsl:template name="interfaces">
    <section aria-labelledby="interfaces">
      <h2 id="interfaces"><xsl:value-of select="concat($interfaces, ' ')"/><span class="count"><xsl:value-of select="count(interface)"/></span></h2>
      <table class="box stack">
        <caption class="unseen"><xsl:value-of select="$interfaces"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$mac-address"/></th><th scope="col"><xsl:value-of select="$connected-to"/></th><th scope="col"><xsl:value-of select="$model"/></th><th scope="col"><xsl:value-of select="$on-the-host"/></th><th scope="col"><xsl:value-of select="$notes"/></th></tr></thead>
        <tbody><xsl:apply-templates select="interface" mode="row"/></tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="interface" mode="row">
    <tr>
      <th scope="row" class="name"><code><xsl:value-of select="mac/@address"/></code></th>
      <td data-label="{$connected-to}">
        <xsl:value-of select="@type"/>
        <xsl:for-each select="source[1]/@*[name() = 'network' or name() = 'bridge' or name() = 'dev' or name() = 'name' or name() = 'path' or name() = 'address'][1]">
          <xsl:text> </xsl:text><strong><xsl:value-of select="."/></strong>
        </xsl:for-each>
        <xsl:if test="source/@portgroup"><span class="quiet"><xsl:value-of select="concat(' ', source/@portgroup)"/></span></xsl:if>
      </td>
      <td data-label="{$model}"><xsl:value-of select="model/@type"/></td>
      <td data-label="{$on-the-host}"><xsl:value-of select="target/@dev"/></td>
      <td data-label="{$notes}" class="tags">
        <xsl:if test="boot/@order"><span class="tag"><xsl:value-of select="concat($boot, ' ', boot/@order)"/></span></xsl:if>
        <xsl:if test="link/@state"><span class="tag"><xsl:value-of select="concat($link, ' ', link/@state)"/></span></xsl:if>
        <xsl:for-each select="ip"><span class="tag"><xsl:value-of select="@address"/></span></xsl:for-each>
        <xsl:for-each select="filterref"><span class="tag"><xsl:value-of select="concat($filter-of-network, ' ', @filter)"/></span></xsl:for-each>
        <xsl:for-each select="vlan/tag"><span class="tag"><xsl:value-of select="concat('VLAN ', @id)"/></span></xsl:for-each>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="screens">
    <section aria-labelledby="screens">
      <h2 id="screens"><xsl:value-of select="$screens"/></h2>
      <table class="box stack">
        <caption class="unseen"><xsl:value-of select="$caption-screens"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$protocol"/></th><th scope="col"><xsl:value-of select="$listens-on"/></th><th scope="col"><xsl:value-of select="$port"/></th><th scope="col"><xsl:value-of select="$tls-port"/></th><th scope="col"><xsl:value-of select="$websocket"/></th></tr></thead>
        <tbody>
          <xsl:for-each select="graphics">
            <tr>
              <th scope="row" class="name"><xsl:value-of select="@type"/></th>
              <td data-label="{$listens-on}"><xsl:call-template name="listens"/></td>
              <td data-label="{$port}"><xsl:call-template name="port"><xsl:with-param name="port" select="@port"/></xsl:call-template></td>
              <td data-label="{$tls-port}"><xsl:call-template name="port"><xsl:with-param name="port" select="@tlsPort"/></xsl:call-template></td>
              <td data-label="{$websocket}"><xsl:call-template name="port"><xsl:with-param name="port" select="@websocket"/></xsl:call-template></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="listens">
    <xsl:choose>
      <xsl:when test="@listen"><code><xsl:value-of select="@listen"/></code></xsl:when>
      <xsl:when test="listen/@address"><code><xsl:value-of select="listen/@address"/></code></xsl:when>
      <xsl:when test="@socket"><code><xsl:value-of select="@socket"/></code></xsl:when>
      <xsl:when test="listen/@socket"><code><xsl:value-of select="listen/@socket"/></code></xsl:when>
      <xsl:otherwise><xsl:value-of select="listen/@type"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- -1 is libvirt's word for "when it starts". -->
  <xsl:template name="port">
    <xsl:param name="port"/>
    <xsl:choose>
      <xsl:when test="$port = '-1'"><span class="none"><xsl:value-of select="$chosen-at-start"/></span></xsl:when>
      <xsl:when test="$port"><xsl:value-of select="$port"/></xsl:when>
      <xsl:otherwise><span class="none">–</span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="other-devices">
    <xsl:variable name="rest" select="*[not(self::disk or self::interface or self::graphics or self::emulator)]"/>
    <details class="box fold">
      <summary><xsl:value-of select="concat($other-devices, ' ')"/><span class="count"><xsl:value-of select="count($rest)"/></span></summary>
      <table class="stack">
        <caption class="unseen"><xsl:value-of select="$other-devices"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$device"/></th><th scope="col"><xsl:value-of select="$type"/></th><th scope="col"><xsl:value-of select="$model"/></th><th scope="col"><xsl:value-of select="$source"/></th><th scope="col"><xsl:value-of select="$target"/></th></tr></thead>
        <tbody><xsl:apply-templates select="$rest" mode="row"/></tbody>
      </table>
    </details>
  </xsl:template>

  <xsl:template match="*" mode="row">
    <tr>
      <th scope="row" class="name"><xsl:value-of select="concat(name(), ' ', @index)"/></th>
      <td data-label="{$type}"><xsl:value-of select="(@type | @mode | @bus)[1]"/></td>
      <td data-label="{$model}"><xsl:value-of select="(@model | model[1]/@type | model[1]/@name | target[1]/model[1]/@name)[1]"/></td>
      <td data-label="{$source}" class="path">
        <xsl:apply-templates select="(source[1] | backend[1])[1]/@*" mode="line"/>
        <xsl:apply-templates select="source[1]/address[1]/@*" mode="line"/>
      </td>
      <td data-label="{$target}" class="path">
        <xsl:apply-templates select="target[1]/@*" mode="line"/>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="@*" mode="line">
    <xsl:text> </xsl:text><span class="line"><span class="quiet"><xsl:value-of select="concat(name(), ' ')"/></span><code><xsl:value-of select="."/></code></span>
  </xsl:template>
</xsl:stylesheet>
