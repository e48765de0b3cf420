<?xml version="1.0" encoding="UTF-8"?>
<!-- What is no domain and no host, from libvirt's own document of it: networks, snapshots and everything without a page of
     its own kind. Only what is named here is looked at, and of what may be there once only the first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- The head that they share: kind, name, state, buttons. -->
  <xsl:template name="object-head">
    <xsl:param name="kind"/>
    <xsl:param name="name" select="name"/>
    <xsl:param name="active"/>
    <xsl:param name="buttons"/>
    <div class="head">
      <xsl:if test="string($kind)"><p class="kind"><xsl:value-of select="$kind"/></p></xsl:if>
      <h1><bdi><xsl:value-of select="$name"/></bdi></h1>
      <p class="about"><xsl:copy-of select="$active"/><xsl:text> </xsl:text><xsl:call-template name="of-what"/></p>
      <xsl:if test="string($buttons)"><div class="power" role="group" aria-label="{$what-may-be-done}"><xsl:copy-of select="$buttons"/></div></xsl:if>
    </div>
  </xsl:template>

  <!-- What follows the facts on every such page. -->
  <xsl:template name="object-foot">
    <xsl:call-template name="collections"/>
    <xsl:call-template name="commands"/>
    <details class="source">
      <summary><xsl:value-of select="$libvirts-xml"/></summary>
      <xsl:call-template name="source"/>
    </details>
  </xsl:template>

  <xsl:template name="fact">
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:if test="string($value)"><div><dt><xsl:value-of select="$words"/></dt><dd><xsl:value-of select="$value"/></dd></div></xsl:if>
  </xsl:template>

  <xsl:template name="code-fact">
    <xsl:param name="words"/>
    <xsl:param name="value"/>
    <xsl:if test="string($value)"><div><dt><xsl:value-of select="$words"/></dt><dd><code><xsl:value-of select="$value"/></code></dd></div></xsl:if>
  </xsl:template>

  <xsl:template name="edit-link">
    <xsl:for-each select="/page/@edit"><xsl:text> </xsl:text><a class="button" href="{.}"><xsl:value-of select="$edit-xml"/></a></xsl:for-each>
  </xsl:template>

  <!-- ==== networks ==== -->

  <xsl:template match="/page/answer/document[network]" priority="2"><xsl:apply-templates select="network" mode="page"/></xsl:template>

  <xsl:template match="/page/answer/document/network" mode="page">
    <xsl:variable name="is-active" select="string(key('beside', 'virNetworkIsActive')/*[1])"/>
    <xsl:call-template name="object-head">
      <xsl:with-param name="kind" select="$a-network"/>
      <xsl:with-param name="active"><xsl:call-template name="beside-active"><xsl:with-param name="function" select="'virNetworkIsActive'"/></xsl:call-template></xsl:with-param>
      <xsl:with-param name="buttons">
        <xsl:if test="$is-active = '0'"><xsl:call-template name="power-button"><xsl:with-param name="command" select="'networkCreate'"/><xsl:with-param name="class" select="'primary'"/></xsl:call-template></xsl:if>
        <xsl:call-template name="edit-link"/>
        <xsl:if test="$is-active != '0'"><xsl:call-template name="power-link"><xsl:with-param name="command" select="'networkDestroy'"/></xsl:call-template></xsl:if>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'networkUndefine'"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$forwarding"/><xsl:with-param name="value"><xsl:value-of select="forward[1]/@mode"/><xsl:if test="forward[1][not(@mode)]">nat</xsl:if><xsl:if test="not(forward)"><xsl:value-of select="$isolated"/></xsl:if><xsl:if test="forward[1]/@dev"><xsl:value-of select="concat(' · ', forward[1]/@dev)"/></xsl:if></xsl:with-param></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$bridge"/><xsl:with-param name="value" select="bridge[1]/@name"/></xsl:call-template>
          <xsl:for-each select="ip"><xsl:call-template name="network-address"/></xsl:for-each>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$dns-domain"/><xsl:with-param name="value" select="domain[1]/@name"/></xsl:call-template>
        </dl>
        <dl class="facts">
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="'UUID'"/><xsl:with-param name="value" select="uuid"/></xsl:call-template>
          <xsl:call-template name="code-fact"><xsl:with-param name="words" select="$mac-address"/><xsl:with-param name="value" select="mac[1]/@address"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virNetworkGetAutostart'"/><xsl:with-param name="words" select="$autostart"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virNetworkIsPersistent'"/><xsl:with-param name="words" select="$persistent"/></xsl:call-template>
        </dl>
      </div>
    </section>
    <xsl:call-template name="leases"/>
    <xsl:call-template name="object-foot"/>
  </xsl:template>

  <xsl:template name="network-address">
    <div><dt><xsl:value-of select="$address"/></dt><dd>
      <code><xsl:value-of select="@address"/><xsl:if test="@prefix"><xsl:value-of select="concat('/', @prefix)"/></xsl:if><xsl:if test="@netmask"><xsl:value-of select="concat(' ', @netmask)"/></xsl:if></code>
      <xsl:for-each select="dhcp[1]/range[1]"><xsl:text> </xsl:text><span class="line"><span class="quiet">DHCP </span><code><xsl:value-of select="concat(@start, ' – ', @end)"/></code></span></xsl:for-each>
    </dd></div>
  </xsl:template>

  <!-- ==== snapshots and checkpoints ==== -->

  <xsl:template match="/page/answer/document[domainsnapshot or domaincheckpoint]" priority="2"><xsl:apply-templates select="*[1]" mode="page"/></xsl:template>

  <xsl:template match="/page/answer/document/domainsnapshot | /page/answer/document/domaincheckpoint" mode="page">
    <xsl:call-template name="object-head">
      <xsl:with-param name="kind"><xsl:choose><xsl:when test="self::domainsnapshot"><xsl:value-of select="$a-snapshot"/></xsl:when><xsl:otherwise><xsl:value-of select="$a-checkpoint"/></xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="buttons">
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainRevertToSnapshot'"/></xsl:call-template>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainSnapshotDelete'"/></xsl:call-template>
        <xsl:call-template name="power-link"><xsl:with-param name="command" select="'domainCheckpointDelete'"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:if test="description"><p class="description"><xsl:value-of select="description"/></p></xsl:if>
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:if test="creationTime"><div><dt><xsl:value-of select="$taken"/></dt><dd><xsl:call-template name="time-of-seconds"><xsl:with-param name="seconds" select="normalize-space(creationTime)"/></xsl:call-template></dd></div></xsl:if>
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$state-then"/><xsl:with-param name="value" select="state"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$parent"/><xsl:with-param name="value" select="parent[1]/name"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="words" select="$memory"/><xsl:with-param name="value" select="memory[1]/@snapshot"/></xsl:call-template>
        </dl>
        <dl class="facts">
          <xsl:for-each select="disks[1]/disk">
            <div><dt><xsl:value-of select="concat($disk, ' ', @name)"/></dt><dd><xsl:value-of select="@snapshot | @checkpoint"/><xsl:for-each select="source[1]/@file"><span class="line"><code><xsl:value-of select="."/></code></span></xsl:for-each></dd></div>
          </xsl:for-each>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virDomainSnapshotIsCurrent'"/><xsl:with-param name="words" select="$current"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virDomainSnapshotHasMetadata'"/><xsl:with-param name="words" select="$has-metadata"/></xsl:call-template>
        </dl>
      </div>
    </section>
    <xsl:call-template name="object-foot"/>
  </xsl:template>

  <!-- ==== everything else that is an object ==== -->

  <xsl:template match="/page/answer/document[device or interface or secret or filter or filterbinding or networkport]" priority="2"><xsl:apply-templates select="*[1]" mode="page"/></xsl:template>

  <xsl:template match="/page/answer/document/device | /page/answer/document/interface | /page/answer/document/secret | /page/answer/document/filter
                       | /page/answer/document/filterbinding | /page/answer/document/networkport" mode="page">
    <xsl:call-template name="object-head">
      <xsl:with-param name="kind"><xsl:call-template name="one-of"><xsl:with-param name="collection" select="/page/trail/step[last() - 1]/@collection"/></xsl:call-template></xsl:with-param>
      <xsl:with-param name="name" select="/page/trail/step[last()]"/>
      <xsl:with-param name="active">
        <xsl:call-template name="beside-active"><xsl:with-param name="function" select="'virInterfaceIsActive'"/></xsl:call-template>
        <xsl:call-template name="beside-active"><xsl:with-param name="function" select="'virNodeDeviceIsActive'"/></xsl:call-template>
      </xsl:with-param>
      <xsl:with-param name="buttons"><xsl:call-template name="edit-link"/></xsl:with-param>
    </xsl:call-template>
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <dl class="box facts cards">
        <xsl:for-each select="@*"><xsl:call-template name="bare-fact"/></xsl:for-each>
        <xsl:for-each select="*[not(*)][not(self::name)][position() &lt;= 20]"><xsl:call-template name="bare-fact"/></xsl:for-each>
        <xsl:for-each select="(capability | driver | mac | ip | protocol | usage)[position() &lt;= 4]/*[not(*)][position() &lt;= 20]">
          <xsl:call-template name="bare-fact"><xsl:with-param name="of" select="concat(name(..), ' ')"/></xsl:call-template>
        </xsl:for-each>
      </dl>
    </section>
    <xsl:call-template name="object-foot"/>
  </xsl:template>

  <!-- A leaf of a host's document: libvirt's name for it, its text, its attributes. -->
  <xsl:template name="bare-fact">
    <xsl:param name="of"/>
    <xsl:if test="string(.) or @*">
      <div><dt><code><xsl:value-of select="concat($of, name())"/></code></dt><dd>
        <xsl:value-of select="."/>
        <xsl:for-each select="@*"><xsl:text> </xsl:text><span class="line"><span class="quiet"><xsl:value-of select="concat(name(), ' ')"/></span><code><xsl:value-of select="."/></code></span></xsl:for-each>
      </dd></div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
