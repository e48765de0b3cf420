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
    </div>
    <xsl:if test="description"><p class="description"><xsl:value-of select="description"/></p></xsl:if>
    <xsl:call-template name="overview"/>
    <xsl:apply-templates select="devices[1]" mode="tables"/>
    <xsl:call-template name="commands"/>
    <details class="source">
      <summary>libvirt’s XML</summary>
      <xsl:call-template name="source"/>
    </details>
  </xsl:template>

  <xsl:template name="overview">
    <section aria-labelledby="overview">
      <h2 id="overview">Overview</h2>
      <div class="box cards">
        <dl class="facts">
          <xsl:call-template name="memory"/>
          <xsl:apply-templates select="vcpu[1]" mode="fact"/>
          <xsl:apply-templates select="cpu[1]" mode="fact"/>
          <xsl:apply-templates select="os[1]" mode="fact"/>
        </dl>
        <dl class="facts">
          <xsl:apply-templates select="uuid[1]" mode="fact"/>
          <xsl:if test="@id"><div><dt>Id</dt><dd><xsl:value-of select="@id"/></dd></div></xsl:if>
          <xsl:if test="@type"><div><dt>Hypervisor</dt><dd><xsl:value-of select="@type"/></dd></div></xsl:if>
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
    <xsl:variable name="current" select="currentMemory[1] | memory[1][not(../currentMemory)]"/>
    <div><dt>Memory</dt><dd>
      <xsl:apply-templates select="$current" mode="amount"/>
      <xsl:if test="currentMemory and number(currentMemory) != number(memory)">
        <xsl:text> of </xsl:text><xsl:apply-templates select="memory[1]" mode="amount"/>
        <xsl:if test="string(currentMemory[1]/@unit) = string(memory[1]/@unit)">
          <xsl:text> </xsl:text><meter min="0" max="{memory}" value="{currentMemory}" aria-label="Memory in use of what is possible"></meter>
        </xsl:if>
      </xsl:if>
      <xsl:if test="maxMemory">
        <span class="quiet"><xsl:text>, with hotplug up to </xsl:text><xsl:apply-templates select="maxMemory[1]" mode="amount"/></span>
      </xsl:if>
      <xsl:call-template name="change"><xsl:with-param name="command" select="'domainSetMemory'"/></xsl:call-template>
    </dd></div>
  </xsl:template>

  <xsl:template match="*" mode="amount">
    <xsl:variable name="unit"><xsl:value-of select="@unit"/><xsl:if test="not(@unit)">KiB</xsl:if></xsl:variable>
    <xsl:variable name="human"><xsl:call-template name="humanise"><xsl:with-param name="value" select="normalize-space()"/><xsl:with-param name="unit" select="$unit"/></xsl:call-template></xsl:variable>
    <data value="{normalize-space()}" title="{normalize-space()} {$unit}">
      <xsl:choose>
        <xsl:when test="$human != ''"><xsl:value-of select="$human"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(normalize-space(), ' ', $unit)"/></xsl:otherwise>
      </xsl:choose>
    </data>
  </xsl:template>

  <!-- A small link to the form that changes what stands before it. -->
  <xsl:template name="change">
    <xsl:param name="command"/>
    <xsl:for-each select="/page/commands/command[@name = $command]">
      <xsl:text> </xsl:text><a class="options" href="{@href}?form" aria-label="Change with {@name}">change…</a>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="vcpu" mode="fact">
    <div><dt>Processors</dt><dd>
      <xsl:choose>
        <xsl:when test="@current and @current != normalize-space()"><xsl:value-of select="concat(@current, ' of ', normalize-space())"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="normalize-space()"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@cpuset"><span class="quiet"><xsl:value-of select="concat(' on host processors ', @cpuset)"/></span></xsl:if>
      <xsl:for-each select="../cpu[1]/topology[1]">
        <span class="quiet"><xsl:value-of select="concat(' · ', @sockets, ' × ', @cores, ' × ', @threads)"/></span>
      </xsl:for-each>
      <xsl:call-template name="change"><xsl:with-param name="command" select="'domainSetVcpus'"/></xsl:call-template>
    </dd></div>
  </xsl:template>

  <xsl:template match="cpu" mode="fact">
    <xsl:if test="model or @mode">
      <div><dt>CPU model</dt><dd>
        <xsl:value-of select="model"/>
        <xsl:if test="not(model)"><xsl:value-of select="@mode"/></xsl:if>
        <xsl:if test="model and @mode"><span class="quiet"><xsl:value-of select="concat(' · ', @mode)"/></span></xsl:if>
      </dd></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="os" mode="fact">
    <div><dt>Machine</dt><dd>
      <xsl:value-of select="type"/>
      <xsl:for-each select="type[1]/@arch | type[1]/@machine"><xsl:value-of select="concat(' · ', .)"/></xsl:for-each>
    </dd></div>
    <xsl:if test="boot or kernel or loader or @firmware">
      <div><dt>Boot</dt><dd>
        <xsl:for-each select="boot"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="@dev"/></xsl:for-each>
        <xsl:for-each select="kernel[1] | initrd[1] | cmdline[1] | loader[1]">
          <span class="line"><span class="quiet"><xsl:value-of select="concat(name(), ' ')"/></span><code><xsl:value-of select="."/></code></span>
        </xsl:for-each>
        <xsl:if test="@firmware"><span class="quiet"><xsl:value-of select="concat(' firmware ', @firmware)"/></span></xsl:if>
      </dd></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="uuid" mode="fact"><div><dt>UUID</dt><dd><code><xsl:value-of select="."/></code></dd></div></xsl:template>

  <xsl:template match="emulator" mode="fact"><div><dt>Emulator</dt><dd><code><xsl:value-of select="."/></code></dd></div></xsl:template>

  <xsl:template match="features" mode="fact">
    <div><dt>Features</dt><dd>
      <xsl:for-each select="*"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="name()"/></xsl:for-each>
    </dd></div>
  </xsl:template>

  <xsl:template match="clock" mode="fact">
    <div><dt>Clock</dt><dd><xsl:value-of select="@offset"/><xsl:if test="@timezone"><xsl:value-of select="concat(' ', @timezone)"/></xsl:if></dd></div>
  </xsl:template>

  <xsl:template name="lifecycle">
    <xsl:if test="on_poweroff or on_reboot or on_crash">
      <div><dt>On events</dt><dd>
        <xsl:for-each select="on_poweroff[1] | on_reboot[1] | on_crash[1]">
          <xsl:if test="position() &gt; 1"><xsl:text>, </xsl:text></xsl:if>
          <span class="quiet"><xsl:value-of select="concat(substring-after(name(), 'on_'), ' ')"/></span><xsl:value-of select="."/>
        </xsl:for-each>
      </dd></div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
