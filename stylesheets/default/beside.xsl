<?xml version="1.0" encoding="UTF-8"?>
<!-- What further reads say of the object of the page: <beside> holds their results, each only if it could be had. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:key name="beside" match="/page/beside/result" use="@function"/>

  <!-- "Yes" or "No" of a flag, as one fact. -->
  <xsl:template name="beside-flag">
    <xsl:param name="function"/>
    <xsl:param name="words"/>
    <xsl:for-each select="key('beside', $function)/*[1]">
      <div><dt><xsl:value-of select="$words"/></dt>
        <dd><xsl:choose><xsl:when test=". = '1' or . = 'true'"><xsl:value-of select="$yes"/></xsl:when><xsl:otherwise><xsl:value-of select="$no"/></xsl:otherwise></xsl:choose></dd></div>
    </xsl:for-each>
  </xsl:template>

  <!-- The state of what has no state in the directory: active or not. -->
  <xsl:template name="beside-active">
    <xsl:param name="function"/>
    <xsl:for-each select="key('beside', $function)/*[1]">
      <xsl:choose>
        <xsl:when test=". = '1' or . = 'true'"><xsl:call-template name="state"><xsl:with-param name="state" select="'active'"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:call-template name="state"><xsl:with-param name="state" select="'inactive'"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <!-- A list of objects as a section of its own: names that lead to their pages. -->
  <xsl:template name="beside-list">
    <xsl:param name="function"/>
    <xsl:param name="words"/>
    <xsl:variable name="items" select="key('beside', $function)/*/item"/>
    <xsl:if test="$items">
      <section aria-labelledby="{$function}">
        <h2 id="{$function}"><xsl:value-of select="concat($words, ' ')"/><span class="count"><xsl:value-of select="count($items)"/></span></h2>
        <ul class="owners names">
          <xsl:for-each select="$items"><li><xsl:call-template name="link"/></li></xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- Who has an address from a network. -->
  <xsl:template name="leases">
    <xsl:variable name="leases" select="key('beside', 'virNetworkGetDHCPLeases')/*/item"/>
    <xsl:if test="$leases">
      <section aria-labelledby="leases">
        <h2 id="leases"><xsl:value-of select="concat($leases-words, ' ')"/><span class="count"><xsl:value-of select="count($leases)"/></span></h2>
        <table class="box stack">
          <caption class="unseen"><xsl:value-of select="$leases-words"/></caption>
          <thead><tr><th scope="col"><xsl:value-of select="$address"/></th><th scope="col"><xsl:value-of select="$mac-address"/></th><th scope="col"><xsl:value-of select="$host-name"/></th></tr></thead>
          <tbody>
            <xsl:for-each select="$leases">
              <tr>
                <th scope="row" class="name"><code><xsl:value-of select="ipaddr"/></code></th>
                <td data-label="{$mac-address}"><code><xsl:value-of select="mac"/></code></td>
                <td data-label="{$host-name}"><xsl:call-template name="or-dash"><xsl:with-param name="value" select="hostname"/></xsl:call-template></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </section>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
