<?xml version="1.0" encoding="UTF-8"?>
<!-- One domain, from libvirt's own document of it; its state comes from the page's object. Only what is named here is looked
     at, and of what may be there once only the first: the work is linear however a host writes its document. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/page/answer/document/domain" priority="1">
    <div class="head">
      <h1><bdi><xsl:value-of select="name"/></bdi></h1>
      <xsl:if test="title"><p class="lead"><xsl:value-of select="title"/></p></xsl:if>
      <xsl:for-each select="/page/object">
        <p class="about">
          <xsl:if test="@state"><xsl:call-template name="state"><xsl:with-param name="state" select="@state"/></xsl:call-template></xsl:if>
          <xsl:call-template name="where"/>
        </p>
      </xsl:for-each>
      <xsl:call-template name="power"><xsl:with-param name="active" select="boolean(@id)"/></xsl:call-template>
      <xsl:if test="/page/object/@copy"><p class="note" role="note"><xsl:value-of select="$copy-note"/></p></xsl:if>
    </div>
    <xsl:if test="description"><p class="description"><xsl:value-of select="description"/></p></xsl:if>
    <xsl:call-template name="overview"/>
    <xsl:apply-templates select="devices[1]" mode="tables"/>
    <xsl:call-template name="snapshots"/>
    <xsl:call-template name="commands"/>
    <details class="source">
      <summary><xsl:value-of select="$libvirts-xml"/></summary>
      <xsl:call-template name="source"/>
    </details>
  </xsl:template>

  <xsl:template name="overview">
    <section aria-labelledby="overview">
      <h2 id="overview"><xsl:value-of select="$overview"/></h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:call-template name="memory"/>
          <xsl:apply-templates select="vcpu[1]" mode="fact"/>
          <xsl:apply-templates select="cpu[1]" mode="fact"/>
          <xsl:apply-templates select="os[1]" mode="fact"/>
          <xsl:for-each select="key('beside', 'virDomainGetInfo')/*/cpuTime | key('beside', 'virDomainGetInfo')/cpuTime">
            <div><dt><xsl:value-of select="$processor-time"/></dt><dd><xsl:call-template name="humanise"><xsl:with-param name="value" select="."/><xsl:with-param name="unit" select="@unit"/></xsl:call-template></dd></div>
          </xsl:for-each>
        </dl>
        <dl class="facts">
          <xsl:apply-templates select="uuid[1]" mode="fact"/>
          <xsl:if test="@id"><div><dt><xsl:value-of select="$id"/></dt><dd><xsl:value-of select="@id"/></dd></div></xsl:if>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virDomainGetAutostart'"/><xsl:with-param name="words" select="$autostart"/></xsl:call-template>
          <xsl:call-template name="beside-flag"><xsl:with-param name="function" select="'virDomainIsPersistent'"/><xsl:with-param name="words" select="$persistent"/></xsl:call-template>
          <xsl:if test="@type"><div><dt><xsl:value-of select="$hypervisor"/></dt><dd><xsl:value-of select="@type"/></dd></div></xsl:if>
          <xsl:apply-templates select="devices[1]/emulator[1]" mode="fact"/>
          <xsl:apply-templates select="features[*][1]" mode="fact"/>
          <xsl:apply-templates select="clock[1]" mode="fact"/>
          <xsl:call-template name="lifecycle"/>
        </dl>
      </div>
    </section>
  </xsl:template>

  <!-- What it has now of what it may have. -->
  <xsl:template name="memory">
    <xsl:variable name="now" select="currentMemory[1] | memory[1][not(../currentMemory)]"/>
    <div><dt><xsl:value-of select="$memory"/></dt><dd>
      <xsl:apply-templates select="$now" mode="amount"/>
      <xsl:if test="currentMemory and number(currentMemory) != number(memory)">
        <xsl:value-of select="concat(' ', $of, ' ')"/><xsl:apply-templates select="memory[1]" mode="amount"/>
        <xsl:if test="string(currentMemory[1]/@unit) = string(memory[1]/@unit)">
          <xsl:text> </xsl:text><meter min="0" max="{memory}" value="{currentMemory}" aria-label="{$memory-in-use}"></meter>
        </xsl:if>
      </xsl:if>
      <xsl:if test="maxMemory">
        <span class="quiet"><xsl:value-of select="concat(', ', $with-hotplug-up-to, ' ')"/><xsl:apply-templates select="maxMemory[1]" mode="amount"/></span>
      </xsl:if>
      <xsl:call-template name="change"><xsl:with-param name="command" select="'domainSetMemory'"/></xsl:call-template>
    </dd></div>
  </xsl:template>

  <!-- A small link to the form that changes what stands before it. -->
  <xsl:template name="change">
    <xsl:param name="command"/>
    <xsl:for-each select="/page/commands/command[@name = $command]">
      <xsl:text> </xsl:text><a class="options" href="{@href}?form" aria-label="{$change-with} {@name}"><xsl:value-of select="$change-link"/></a>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="vcpu" mode="fact">
    <div><dt><xsl:value-of select="$processors"/></dt><dd>
      <xsl:choose>
        <xsl:when test="@current and @current != normalize-space()"><xsl:value-of select="concat(@current, ' ', $of, ' ', normalize-space())"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="normalize-space()"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@cpuset"><span class="quiet"><xsl:value-of select="concat(' ', $on-host-processors, ' ', @cpuset)"/></span></xsl:if>
      <xsl:for-each select="../cpu[1]/topology[1]">
        <span class="quiet"><xsl:value-of select="concat(' · ', @sockets, ' × ', @cores, ' × ', @threads)"/></span>
      </xsl:for-each>
      <xsl:call-template name="change"><xsl:with-param name="command" select="'domainSetVcpus'"/></xsl:call-template>
    </dd></div>
  </xsl:template>

  <xsl:template match="cpu" mode="fact">
    <xsl:if test="model or @mode">
      <div><dt><xsl:value-of select="$cpu-model"/></dt><dd>
        <xsl:value-of select="model"/>
        <xsl:if test="not(model)"><xsl:value-of select="@mode"/></xsl:if>
        <xsl:if test="model and @mode"><span class="quiet"><xsl:value-of select="concat(' · ', @mode)"/></span></xsl:if>
      </dd></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="os" mode="fact">
    <div><dt><xsl:value-of select="$machine"/></dt><dd>
      <xsl:value-of select="type"/>
      <xsl:for-each select="type[1]/@arch | type[1]/@machine"><xsl:value-of select="concat(' · ', .)"/></xsl:for-each>
    </dd></div>
    <xsl:if test="boot or kernel or loader or @firmware">
      <div><dt><xsl:value-of select="$boot"/></dt><dd>
        <xsl:for-each select="boot"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="@dev"/></xsl:for-each>
        <xsl:for-each select="kernel[1] | initrd[1] | cmdline[1] | loader[1]">
          <xsl:text> </xsl:text><span class="line"><span class="quiet"><xsl:value-of select="concat(name(), ' ')"/></span><code><xsl:value-of select="."/></code></span>
        </xsl:for-each>
        <xsl:if test="@firmware"><span class="quiet"><xsl:value-of select="concat(' ', $firmware, ' ', @firmware)"/></span></xsl:if>
      </dd></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="uuid" mode="fact"><div><dt>UUID</dt><dd><code><xsl:value-of select="."/></code></dd></div></xsl:template>

  <xsl:template match="emulator" mode="fact"><div><dt><xsl:value-of select="$emulator"/></dt><dd><code><xsl:value-of select="."/></code></dd></div></xsl:template>

  <xsl:template match="features" mode="fact">
    <div><dt><xsl:value-of select="$features"/></dt><dd>
      <xsl:for-each select="*"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="name()"/></xsl:for-each>
    </dd></div>
  </xsl:template>

  <xsl:template match="clock" mode="fact">
    <div><dt><xsl:value-of select="$clock"/></dt><dd><xsl:value-of select="@offset"/><xsl:if test="@timezone"><xsl:value-of select="concat(' ', @timezone)"/></xsl:if></dd></div>
  </xsl:template>

  <xsl:template name="lifecycle">
    <xsl:if test="on_poweroff or on_reboot or on_crash">
      <div><dt><xsl:value-of select="$on-events"/></dt><dd>
        <xsl:for-each select="on_poweroff[1] | on_reboot[1] | on_crash[1]">
          <xsl:if test="position() &gt; 1"><xsl:text>, </xsl:text></xsl:if>
          <span class="quiet"><xsl:value-of select="concat(substring-after(name(), 'on_'), ' ')"/></span><xsl:value-of select="."/>
        </xsl:for-each>
      </dd></div>
    </xsl:if>
  </xsl:template>

  <!-- Its snapshots by name, and the way to take one. -->
  <xsl:template name="snapshots">
    <xsl:variable name="items" select="key('beside', 'virDomainListAllSnapshots')/*/item"/>
    <xsl:if test="key('beside', 'virDomainListAllSnapshots')">
      <section aria-labelledby="snapshots">
        <h2 id="snapshots"><xsl:value-of select="concat($snapshots, ' ')"/><span class="count"><xsl:value-of select="count($items)"/></span>
          <xsl:for-each select="key('command', 'domainSnapshotCreateXML')"><xsl:text> </xsl:text><a class="options" href="{@href}?form"><xsl:value-of select="$take-one"/></a></xsl:for-each>
          <xsl:for-each select="/page/collections/collection[@name = 'checkpoints']"><xsl:text> </xsl:text><a class="options" href="{@href}"><xsl:call-template name="collection-words"><xsl:with-param name="collection" select="'checkpoints'"/></xsl:call-template></a></xsl:for-each>
        </h2>
        <xsl:choose>
          <xsl:when test="$items"><ul class="owners names"><xsl:for-each select="$items"><li><xsl:call-template name="link"/></li></xsl:for-each></ul></xsl:when>
          <xsl:otherwise><p class="quiet"><xsl:value-of select="$none-yet"/></p></xsl:otherwise>
        </xsl:choose>
      </section>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
