<?xml version="1.0" encoding="UTF-8"?>
<!-- What can be called on the object of the page. A command is in the list only when this site allows it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="command" match="/page/commands/command" use="@name"/>

  <xsl:template name="commands">
    <xsl:call-template name="command-list">
      <xsl:with-param name="id" select="'read'"/>
      <xsl:with-param name="title" select="$to-read"/>
      <xsl:with-param name="commands" select="/page/commands/command[@method = 'GET']"/>
    </xsl:call-template>
    <xsl:call-template name="command-list">
      <xsl:with-param name="id" select="'change'"/>
      <xsl:with-param name="title" select="$to-change"/>
      <xsl:with-param name="commands" select="/page/commands/command[@method = 'POST']"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="command-list">
    <xsl:param name="id"/>
    <xsl:param name="title"/>
    <xsl:param name="commands"/>
    <!-- Which command belongs to which theme, told once for all of them: "|domainGetInfo=state|". -->
    <xsl:variable name="themes">
      <xsl:for-each select="$commands">
        <xsl:text>|</xsl:text><xsl:value-of select="@name"/><xsl:text>=</xsl:text><xsl:apply-templates select="." mode="theme"/><xsl:text>|</xsl:text>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="$commands">
      <section class="commands" aria-labelledby="{$id}">
        <h2 id="{$id}"><xsl:value-of select="concat($title, ' ')"/><span class="count"><xsl:value-of select="count($commands)"/></span></h2>
        <div class="box">
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'state'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'cpu'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'devices'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'guest'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'saved'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
          <xsl:call-template name="theme"><xsl:with-param name="theme" select="'jobs'"/><xsl:with-param name="commands" select="$commands"/><xsl:with-param name="themes" select="string($themes)"/></xsl:call-template>
        </div>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- One theme of the list, folded away; nothing when no command belongs to it. -->
  <xsl:template name="theme">
    <xsl:param name="theme"/>
    <xsl:param name="commands"/>
    <xsl:param name="themes"/>
    <xsl:variable name="its" select="$commands[contains($themes, concat('|', @name, '=', $theme, '|'))]"/>
    <xsl:if test="$its">
      <details>
        <xsl:if test="count($commands) &lt;= 12 or ($theme = 'state' and count($its) &lt;= 12)"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
        <summary><xsl:call-template name="theme-words"><xsl:with-param name="theme" select="$theme"/></xsl:call-template><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="count($its)"/></span></summary>
        <ul>
          <xsl:for-each select="$its"><xsl:call-template name="command-item"/></xsl:for-each>
        </ul>
      </details>
    </xsl:if>
  </xsl:template>

  <!-- The theme is told by words in the name; the first that fits takes it. -->
  <xsl:template match="/page/commands/command" mode="theme">
    <xsl:variable name="n" select="@name"/>
    <xsl:choose>
      <xsl:when test="contains($n, 'Migrate') or contains($n, 'Job') or contains($n, 'DirtyRate')">jobs</xsl:when>
      <xsl:when test="contains($n, 'Snapshot') or contains($n, 'Checkpoint') or contains($n, 'Save') or contains($n, 'Backup')
                      or contains($n, 'CoreDump') or contains($n, 'Restore')">saved</xsl:when>
      <xsl:when test="contains($n, 'Block') or contains($n, 'Blkio') or contains($n, 'Disk') or contains($n, 'Interface')
                      or contains($n, 'Device') or contains($n, 'Network') or contains($n, 'Storage') or contains($n, 'NWFilter')
                      or contains($n, 'Open') or contains($n, 'Screenshot')">devices</xsl:when>
      <xsl:when test="contains($n, 'Guest') or contains($n, 'Agent') or contains($n, 'FS') or contains($n, 'SSH') or contains($n, 'Time')
                      or $n = 'domainGetHostname' or contains($n, 'Password') or contains($n, 'Send')
                      or contains($n, 'Messages')">guest</xsl:when>
      <xsl:when test="contains($n, 'Vcpu') or contains($n, 'CPU') or contains($n, 'Mem') or contains($n, 'IOThread') or contains($n, 'Numa')
                      or contains($n, 'Scheduler') or contains($n, 'Emulator') or contains($n, 'Perf')
                      or contains($n, 'Pages') or contains($n, 'SEV')">cpu</xsl:when>
      <xsl:otherwise>state</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A read goes straight to its answer unless it needs arguments; a change always goes through its form. -->
  <xsl:template name="command-item">
    <li>
      <xsl:choose>
        <xsl:when test="@method = 'GET' and @arguments != 'required'"><a class="command" href="{@href}"><xsl:value-of select="@name"/></a></xsl:when>
        <xsl:otherwise>
          <a class="command" href="{@href}?form">
            <xsl:if test="@destroys = 'yes'"><xsl:attribute name="class">command danger</xsl:attribute></xsl:if>
            <xsl:value-of select="concat(@name, '…')"/>
          </a>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@method = 'GET' and @arguments = 'optional'">
        <xsl:text> </xsl:text>
        <a class="options" href="{@href}?form" aria-label="{@name}: {$arguments-link}"><xsl:value-of select="$arguments-link"/></a>
      </xsl:if>
      <xsl:if test="@destroys = 'yes'"><xsl:text> </xsl:text><span class="tag danger"><xsl:value-of select="$destroys"/></span></xsl:if>
      <xsl:text> </xsl:text>
      <span class="summary" lang="en"><xsl:value-of select="@summary"/></span>
    </li>
  </xsl:template>

  <!-- A link to the form of a command of the page, when it may be called. -->
  <xsl:template name="form-link">
    <xsl:param name="command"/>
    <xsl:param name="label"/>
    <xsl:param name="class" select="'button'"/>
    <xsl:for-each select="/page/commands/command[@name = $command]">
      <xsl:text> </xsl:text><a class="{$class}" href="{@href}?form"><xsl:value-of select="$label"/></a>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
