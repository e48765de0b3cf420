<?xml version="1.0" encoding="UTF-8"?>
<!-- Every text of the pages in German; en.xsl has the same names in English and tells what they are for. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="language" select="'de'"/>
  <xsl:variable name="decimal-point" select="','"/>

  <!-- Der Rahmen. -->
  <xsl:variable name="skip" select="'Zum Inhalt springen'"/>
  <xsl:variable name="where-you-are" select="'Wo Sie sind'"/>
  <xsl:variable name="signed-in-as" select="'Angemeldet als'"/>
  <xsl:variable name="read-only" select="'Nur lesen'"/>
  <xsl:variable name="administrator" select="'Verwaltung'"/>
  <xsl:variable name="as-of" select="'Stand'"/>
  <xsl:variable name="ago" select="'vor {}'"/>
  <xsl:variable name="look-again" select="'Erneut ansehen'"/>
  <xsl:variable name="what-can-be-called" select="'Was aufgerufen werden kann'"/>
  <xsl:variable name="other-representations" select="'Andere Darstellungen'"/>
  <xsl:variable name="this-page-as" select="'Diese Seite als'"/>
  <xsl:variable name="text" select="'Text'"/>
  <xsl:variable name="xml-document" select="'XML-Dokument'"/>
  <xsl:variable name="libvirts-xml" select="'XML von libvirt'"/>
  <xsl:variable name="cancel" select="'Abbrechen'"/>
  <xsl:variable name="back" select="'Zurück'"/>
  <xsl:variable name="back-to" select="'Zurück zu'"/>
  <xsl:variable name="yes" select="'Ja'"/>
  <xsl:variable name="no" select="'Nein'"/>
  <xsl:variable name="of" select="'von'"/>
  <xsl:variable name="to" select="'bis'"/>

  <!-- Dinge. -->
  <xsl:variable name="network" select="'Netzwerk'"/>
  <xsl:variable name="hosts" select="'Hosts'"/>
  <xsl:variable name="host" select="'Host'"/>
  <xsl:variable name="owners" select="'Eigentümer'"/>
  <xsl:variable name="owner" select="'Eigentümer'"/>
  <xsl:variable name="without-owner" select="'Ohne Eigentümer'"/>
  <xsl:variable name="domains" select="'Domains'"/>
  <xsl:variable name="domain" select="'Domain'"/>
  <xsl:variable name="state" select="'Zustand'"/>
  <xsl:variable name="since" select="'Seit'"/>
  <xsl:variable name="since-when" select="'seit'"/>
  <xsl:variable name="for-time" select="'nun'"/>
  <xsl:variable name="hypervisor" select="'Hypervisor'"/>
  <xsl:variable name="cores" select="'Kerne'"/>
  <xsl:variable name="memory" select="'Speicher'"/>
  <xsl:variable name="of-memory" select="'Speicher'"/>
  <xsl:variable name="vcpus" select="'vCPUs'"/>
  <xsl:variable name="id" select="'Id'"/>
  <xsl:variable name="caption-hosts" select="'Hosts, ihr Zustand und seit wann'"/>
  <xsl:variable name="caption-domains" select="'Domains, ihr Zustand, Eigentümer und Host'"/>
  <xsl:variable name="last-known-short" select="'zuletzt bekannt'"/>
  <xsl:variable name="last-known" select="'Von seinen Domains wird gezeigt, was zuletzt bekannt war.'"/>
  <xsl:variable name="host-unreachable" select="'Dieser Host ist nicht erreichbar.'"/>
  <xsl:variable name="what-it-has" select="'Was dazugehört'"/>
  <xsl:variable name="new-domains" select="'Neue Domains'"/>
  <xsl:variable name="define-a-domain" select="'Domain definieren …'"/>
  <xsl:variable name="start-a-transient-domain" select="'Flüchtige Domain starten …'"/>

  <!-- Listen. -->
  <xsl:variable name="name-title-uuid" select="'Name, Titel oder UUID'"/>
  <xsl:variable name="filter" select="'Filtern'"/>
  <xsl:variable name="show-all" select="'Alle zeigen'"/>
  <xsl:variable name="by-state" select="'Nach Zustand'"/>
  <xsl:variable name="nothing-matches" select="'Keine Domain passt.'"/>
  <xsl:variable name="no-domains" select="'Hier gibt es keine Domains.'"/>
  <xsl:variable name="chosen" select="'Ausgewählt'"/>
  <xsl:variable name="choose" select="'Auswählen:'"/>
  <xsl:variable name="also-elsewhere" select="'auch auf einem anderen Host'"/>
  <xsl:variable name="copy-note" select="'Diese Domain gibt es auch auf einem anderen Host. Mit der Kopie auf diesem Host lässt sich von ihrer Seite aus nichts tun: Ihre Funktionen ruft man mit ?host= auf, wie Skripte es tun.'"/>
  <xsl:variable name="with-the-chosen" select="'Mit den ausgewählten:'"/>
  <xsl:variable name="n-chosen" select="'{} ausgewählt:'"/>
  <xsl:variable name="pages" select="'Seiten der Liste'"/>
  <xsl:variable name="first-page" select="'Erste'"/>
  <xsl:variable name="previous-page" select="'Vorherige'"/>
  <xsl:variable name="next-page" select="'Nächste'"/>

  <!-- Eine Domain. -->
  <xsl:variable name="power" select="'Ein und aus'"/>
  <xsl:variable name="more" select="' …'"/>
  <xsl:variable name="edit-xml" select="'XML bearbeiten …'"/>
  <xsl:variable name="overview" select="'Überblick'"/>
  <xsl:variable name="processor-time" select="'Prozessorzeit'"/>
  <xsl:variable name="autostart" select="'Startet mit Host'"/>
  <xsl:variable name="persistent" select="'Dauerhaft'"/>
  <xsl:variable name="memory-in-use" select="'Belegter Speicher vom möglichen'"/>
  <xsl:variable name="with-hotplug-up-to" select="'im Betrieb erweiterbar bis'"/>
  <xsl:variable name="change-with" select="'Ändern mit'"/>
  <xsl:variable name="change-link" select="'ändern …'"/>
  <xsl:variable name="processors" select="'Prozessoren'"/>
  <xsl:variable name="on-host-processors" select="'auf Prozessoren des Hosts'"/>
  <xsl:variable name="cpu-model" select="'CPU-Modell'"/>
  <xsl:variable name="machine" select="'Maschine'"/>
  <xsl:variable name="boot" select="'Start'"/>
  <xsl:variable name="firmware" select="'Firmware'"/>
  <xsl:variable name="emulator" select="'Emulator'"/>
  <xsl:variable name="features" select="'Merkmale'"/>
  <xsl:variable name="clock" select="'Uhr'"/>
  <xsl:variable name="on-events" select="'Bei Ereignissen'"/>
  <xsl:variable name="snapshots" select="'Snapshots'"/>
  <xsl:variable name="take-one" select="'anlegen …'"/>
  <xsl:variable name="none-yet" select="'Noch keine.'"/>

  <!-- Geräte. -->
  <xsl:variable name="disks" select="'Datenträger'"/>
  <xsl:variable name="disk" select="'Datenträger'"/>
  <xsl:variable name="interfaces" select="'Netzwerkkarten'"/>
  <xsl:variable name="screens" select="'Bildschirme'"/>
  <xsl:variable name="caption-screens" select="'Bildschirme und wo sie zu erreichen sind'"/>
  <xsl:variable name="other-devices" select="'Weitere Geräte'"/>
  <xsl:variable name="attach" select="'anschließen …'"/>
  <xsl:variable name="target" select="'Ziel'"/>
  <xsl:variable name="kind" select="'Art'"/>
  <xsl:variable name="source" select="'Quelle'"/>
  <xsl:variable name="format" select="'Format'"/>
  <xsl:variable name="notes" select="'Anmerkungen'"/>
  <xsl:variable name="mac-address" select="'MAC-Adresse'"/>
  <xsl:variable name="connected-to" select="'Verbunden mit'"/>
  <xsl:variable name="model" select="'Modell'"/>
  <xsl:variable name="on-the-host" select="'Auf dem Host'"/>
  <xsl:variable name="protocol" select="'Protokoll'"/>
  <xsl:variable name="listens-on" select="'Erreichbar an'"/>
  <xsl:variable name="port" select="'Port'"/>
  <xsl:variable name="tls-port" select="'TLS-Port'"/>
  <xsl:variable name="websocket" select="'WebSocket'"/>
  <xsl:variable name="device" select="'Gerät'"/>
  <xsl:variable name="type" select="'Typ'"/>
  <xsl:variable name="on-bus" select="'an'"/>
  <xsl:variable name="no-medium" select="'kein Medium'"/>
  <xsl:variable name="in-pool" select="'in Pool'"/>
  <xsl:variable name="at" select="'auf'"/>
  <xsl:variable name="is-read-only" select="'nur lesbar'"/>
  <xsl:variable name="is-shareable" select="'teilbar'"/>
  <xsl:variable name="is-transient" select="'flüchtig'"/>
  <xsl:variable name="is-encrypted" select="'verschlüsselt'"/>
  <xsl:variable name="cache" select="'Cache'"/>
  <xsl:variable name="serial" select="'Seriennummer'"/>
  <xsl:variable name="link" select="'Verbindung'"/>
  <xsl:variable name="filter-of-network" select="'Filter'"/>
  <xsl:variable name="chosen-at-start" select="'beim Start gewählt'"/>

  <!-- Was ein Host sonst hat. -->
  <xsl:variable name="name-words" select="'Name'"/>
  <xsl:variable name="none-here" select="'Hier sind keine.'"/>
  <xsl:variable name="new-one" select="'Neu …'"/>
  <xsl:variable name="what-may-be-done" select="'Was getan werden kann'"/>
  <xsl:variable name="a-network" select="'Virtuelles Netzwerk'"/>
  <xsl:variable name="forwarding" select="'Weiterleitung'"/>
  <xsl:variable name="isolated" select="'keine: abgeschottet'"/>
  <xsl:variable name="bridge" select="'Bridge'"/>
  <xsl:variable name="address" select="'Adresse'"/>
  <xsl:variable name="dns-domain" select="'DNS-Domain'"/>
  <xsl:variable name="leases-words" select="'DHCP-Leases'"/>
  <xsl:variable name="host-name" select="'Hostname'"/>
  <xsl:variable name="a-snapshot" select="'Snapshot'"/>
  <xsl:variable name="a-checkpoint" select="'Checkpoint'"/>
  <xsl:variable name="taken" select="'Angelegt'"/>
  <xsl:variable name="state-then" select="'Zustand damals'"/>
  <xsl:variable name="parent" select="'Vorgänger'"/>
  <xsl:variable name="current" select="'Aktuell'"/>
  <xsl:variable name="has-metadata" select="'Hat Metadaten'"/>
  <xsl:variable name="a-pool" select="'Speicherpool'"/>
  <xsl:variable name="a-volume" select="'Volume'"/>
  <xsl:variable name="new-volume" select="'Neues Volume …'"/>
  <xsl:variable name="volumes" select="'Volumes'"/>
  <xsl:variable name="capacity" select="'Größe'"/>
  <xsl:variable name="allocated-words" select="'Belegt'"/>
  <xsl:variable name="allocated-of-capacity" select="'Belegt von der Größe'"/>
  <xsl:variable name="free" select="'Frei'"/>
  <xsl:variable name="path" select="'Pfad'"/>
  <xsl:variable name="from-host" select="'Von Host'"/>
  <xsl:variable name="key" select="'Schlüssel'"/>
  <xsl:variable name="backed-by" select="'Aufbauend auf'"/>
  <xsl:variable name="download" select="'Herunterladen'"/>
  <xsl:variable name="resize" select="'Größe ändern …'"/>

  <!-- Funktionen, Formulare, Ergebnisse. -->
  <xsl:variable name="to-read" select="'Lesen'"/>
  <xsl:variable name="to-change" select="'Ändern'"/>
  <xsl:variable name="commands-words" select="'Funktionen'"/>
  <xsl:variable name="arguments-link" select="'Argumente …'"/>
  <xsl:variable name="destroys" select="'zerstört'"/>
  <xsl:variable name="of-them-by-you" select="'davon durch Sie, hier'"/>
  <xsl:variable name="no-such-function" select="'So heißt keine Funktion.'"/>
  <xsl:variable name="caption-functions" select="'Funktionen dieses Objekts:'"/>
  <xsl:variable name="function" select="'Funktion'"/>
  <xsl:variable name="call" select="'Aufruf'"/>
  <xsl:variable name="who-may" select="'Wer darf'"/>
  <xsl:variable name="you-here" select="'Sie, hier'"/>
  <xsl:variable name="name-or-words" select="'Name oder Wörter'"/>
  <xsl:variable name="object" select="'Objekt'"/>
  <xsl:variable name="any" select="'jedes'"/>
  <xsl:variable name="search" select="'Suchen'"/>
  <xsl:variable name="required" select="'nötig'"/>
  <xsl:variable name="optional" select="'freigestellt'"/>
  <xsl:variable name="user-name" select="'Benutzername'"/>
  <xsl:variable name="not-sent" select="'nicht gesendet'"/>
  <xsl:variable name="empty-is-not-sent" select="'Was leer bleibt, wird libvirt nicht gesendet.'"/>
  <xsl:variable name="save" select="'Speichern'"/>
  <xsl:variable name="at-the-next-start" select="'Eine laufende Domain übernimmt die Änderung bei ihrem nächsten Start.'"/>
  <xsl:variable name="without-secrets" select="'Diese Site zeigt keine Geheimnisse, darum fehlen Passwörter in diesem Text. So gespeichert, nimmt er sie weg.'"/>
  <xsl:variable name="takes-a-file" select="'Sie nimmt eine Datei, wie sie ist, was keine Seite senden kann. So geht es, mit einer Datei von Ihnen und der Adresse dieser Site:'"/>
  <xsl:variable name="show" select="'Zeigen'"/>
  <xsl:variable name="run" select="'Ausführen:'"/>
  <xsl:variable name="now" select="'Jetzt'"/>
  <xsl:variable name="accepted" select="'libvirt hat den Auftrag angenommen.'"/>
  <xsl:variable name="up-to-the-guest" select="'Der Gast ist gebeten worden. Wann und ob er folgt, ist seine Sache.'"/>
  <xsl:variable name="takes-a-moment" select="'Manche Änderung zeigt sich erst nach einem Moment.'"/>
  <xsl:variable name="caption-fields" select="'Felder von'"/>
  <xsl:variable name="caption-results" select="'Was daraus wurde, für jede Domain'"/>
  <xsl:variable name="back-to-the-list" select="'Zurück zur Liste'"/>
  <xsl:variable name="field" select="'Feld'"/>
  <xsl:variable name="value-words" select="'Wert'"/>
  <xsl:variable name="as-libvirt-says" select="'In libvirts Worten'"/>
  <xsl:variable name="empty" select="'leer'"/>
  <xsl:variable name="number-words" select="'Nr.'"/>
  <xsl:variable name="typed-parameters" select="'Typisierte Parameter'"/>
  <xsl:variable name="parameter" select="'Parameter'"/>

  <!-- Aufträge. -->
  <xsl:variable name="jobs" select="'Aufträge'"/>
  <xsl:variable name="job" select="'Auftrag'"/>
  <xsl:variable name="caption-jobs" select="'Aufrufe, die lange dauern, der jüngste zuerst'"/>
  <xsl:variable name="job-on" select="'An'"/>
  <xsl:variable name="by" select="'Von'"/>
  <xsl:variable name="begun" select="'Begonnen'"/>
  <xsl:variable name="ended" select="'Beendet'"/>
  <xsl:variable name="no-jobs" select="'Kein Auftrag ist unterwegs.'"/>
  <xsl:variable name="what-jobs-are" select="'Aufrufe, die länger dauern als eine Anfrage darf, stehen hier.'"/>
  <xsl:variable name="job-lost" select="'Der Prozess, der aufgerufen hat, ist zu Ende: niemand weiß, was aus dem Aufruf wurde. Der Zustand des Objekts selbst zeigt es.'"/>
  <xsl:variable name="progress" select="'Fortschritt'"/>
  <xsl:variable name="job-done" select="'Erledigt.'"/>
  <xsl:variable name="result" select="'Ergebnis'"/>
  <xsl:variable name="cancel-it" select="'Abbrechen …'"/>
  <xsl:variable name="cancel-means" select="'Was bisher getan ist, geht verloren oder bleibt, wie es ist.'"/>
  <xsl:variable name="cancel-the-job" select="'Auftrag abbrechen'"/>

  <!-- Probleme. -->
  <xsl:variable name="argument" select="'Argument'"/>
  <xsl:variable name="libvirt-says" select="'libvirt sagt'"/>
  <xsl:variable name="error" select="'Fehler'"/>
  <xsl:variable name="code" select="'Nummer'"/>
  <xsl:variable name="error-domain" select="'Bereich'"/>
  <xsl:variable name="reason" select="'Grund'"/>
  <xsl:variable name="excerpt" select="'Die Zeilen um den Fehler'"/>
  <xsl:variable name="here" select="'hier'"/>
  <xsl:variable name="follow-it" select="'Verfolgen'"/>
  <xsl:variable name="which-one" select="'Welche?'"/>
  <xsl:variable name="change-on-read-only" select="'Diese Funktion ändert etwas, und auf dieser Site kann nur gelesen werden.'"/>
  <xsl:variable name="change-needs-post" select="'Diese Funktion ändert etwas und antwortet darum nur auf POST. Ihr Formular sendet einen.'"/>
  <xsl:variable name="open-the-form" select="'Zum Formular'"/>
  <xsl:variable name="back-to-the-form" select="'Zurück zum Formular'"/>
  <xsl:variable name="up-to" select="'Hinauf zu'"/>
  <xsl:variable name="to-the-network" select="'Zum Netzwerk'"/>
  <xsl:variable name="what-to-try" select="'Was hilft:'"/>

  <!-- "1 Host", "3 Hosts". -->
  <xsl:template name="host-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' Host', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="domain-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' Domain', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="core-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' Kern', substring('e', 1, $n != 1))"/></xsl:template>
  <xsl:template name="function-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' Funktion', substring('en', 1, 2 * ($n != 1)))"/></xsl:template>
  <xsl:template name="argument-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' Argument', substring('e', 1, $n != 1))"/></xsl:template>
  <xsl:template name="all-hosts"><xsl:param name="n"/><xsl:value-of select="concat('Alle ', $n, ' Hosts')"/></xsl:template>
  <xsl:template name="more-owners"><xsl:param name="n"/><xsl:value-of select="concat('und ', $n, ' weitere: filtern Sie die Domains nach Eigentümer.')"/></xsl:template>
  <xsl:template name="from-to-of"><xsl:param name="from"/><xsl:param name="to"/><xsl:param name="of"/><xsl:value-of select="concat($from, ' bis ', $to, ' von ', $of)"/></xsl:template>

  <!-- Sätze, in denen etwas steht. -->
  <xsl:template name="owned-by-on-host">
    <xsl:param name="owners"/>
    <xsl:param name="host"/>
    <xsl:if test="string($owners)">gehört <xsl:copy-of select="$owners"/>, </xsl:if>
    <xsl:text>auf Host </xsl:text><xsl:copy-of select="$host"/>
  </xsl:template>
  <xsl:template name="on-host"><xsl:param name="host"/>auf Host <xsl:copy-of select="$host"/></xsl:template>
  <xsl:template name="of-domain"><xsl:param name="domain"/>der Domain <xsl:copy-of select="$domain"/></xsl:template>
  <xsl:template name="do-to">
    <xsl:param name="verb"/>
    <xsl:param name="what"/>
    <xsl:choose>
      <xsl:when test="$verb = 'Definition löschen'">Definition von <xsl:copy-of select="$what"/> löschen</xsl:when>
      <xsl:when test="$verb = 'Zurückkehren'">Zu <xsl:copy-of select="$what"/> zurückkehren</xsl:when>
      <xsl:otherwise><xsl:copy-of select="$what"/><xsl:value-of select="concat(' ', translate(substring($verb, 1, 1), 'ABDFGHLNSWZ', 'abdfghlnswz'), substring($verb, 2))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="edit-of"><xsl:param name="what"/>XML von <xsl:copy-of select="$what"/> bearbeiten</xsl:template>
  <xsl:template name="run-on"><xsl:param name="command"/><xsl:param name="what"/><xsl:copy-of select="$command"/> an <xsl:copy-of select="$what"/> ausführen</xsl:template>
  <xsl:template name="no-hosts"><strong>Noch keine Hosts.</strong> Hosts stehen in der Konfiguration, unter <code>[hosts]</code>, oder werden durch mDNS gefunden, unter <code>[discovery]</code>; sie erscheinen hier, sobald einer bekannt ist.</xsl:template>

  <xsl:template name="state-word">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'VIR_DOMAIN_RUNNING'">Läuft</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_BLOCKED'">Blockiert</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_PAUSED'">Angehalten</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTDOWN'">Fährt herunter</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTOFF'">Aus</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_CRASHED'">Abgestürzt</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_PMSUSPENDED'">Schläft</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_NOSTATE'">Kein Zustand</xsl:when>
      <xsl:when test="$state = 'up'">Erreichbar</xsl:when>
      <xsl:when test="$state = 'connecting'">Verbindet</xsl:when>
      <xsl:when test="$state = 'announced'">Angekündigt</xsl:when>
      <xsl:when test="$state = 'unreachable'">Unerreichbar</xsl:when>
      <xsl:when test="$state = 'active'">Aktiv</xsl:when>
      <xsl:when test="$state = 'inactive'">Inaktiv</xsl:when>
      <xsl:when test="$state = 'running'">Unterwegs</xsl:when>
      <xsl:when test="$state = 'done'">Erledigt</xsl:when>
      <xsl:when test="$state = 'failed'">Fehlgeschlagen</xsl:when>
      <xsl:when test="$state = 'lost'">Verloren</xsl:when>
      <xsl:otherwise><xsl:call-template name="enum-word"><xsl:with-param name="name" select="$state"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="collection-words">
    <xsl:param name="collection"/>
    <xsl:choose>
      <xsl:when test="$collection = 'network'"><xsl:value-of select="$network"/></xsl:when>
      <xsl:when test="$collection = 'hosts'">Hosts</xsl:when>
      <xsl:when test="$collection = 'networks'">Netzwerke</xsl:when>
      <xsl:when test="$collection = 'ports'">Ports</xsl:when>
      <xsl:when test="$collection = 'storagePools'">Speicherpools</xsl:when>
      <xsl:when test="$collection = 'storageVols'">Volumes</xsl:when>
      <xsl:when test="$collection = 'nodeDevices'">Geräte</xsl:when>
      <xsl:when test="$collection = 'interfaces'">Schnittstellen</xsl:when>
      <xsl:when test="$collection = 'secrets'">Geheimnisse</xsl:when>
      <xsl:when test="$collection = 'nwfilters'">Netzwerkfilter</xsl:when>
      <xsl:when test="$collection = 'nwfilterBindings'">Filterbindungen</xsl:when>
      <xsl:when test="$collection = 'snapshots'">Snapshots</xsl:when>
      <xsl:when test="$collection = 'checkpoints'">Checkpoints</xsl:when>
      <xsl:when test="$collection = 'jobs'">Aufträge</xsl:when>
      <xsl:when test="$collection = 'commands'">Funktionen</xsl:when>
      <xsl:otherwise><xsl:value-of select="$collection"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One of what a collection holds. -->
  <xsl:template name="one-of">
    <xsl:param name="collection"/>
    <xsl:choose>
      <xsl:when test="$collection = 'networks'"><xsl:value-of select="$a-network"/></xsl:when>
      <xsl:when test="$collection = 'storagePools'"><xsl:value-of select="$a-pool"/></xsl:when>
      <xsl:when test="$collection = 'storageVols'"><xsl:value-of select="$a-volume"/></xsl:when>
      <xsl:when test="$collection = 'snapshots'"><xsl:value-of select="$a-snapshot"/></xsl:when>
      <xsl:when test="$collection = 'checkpoints'"><xsl:value-of select="$a-checkpoint"/></xsl:when>
      <xsl:when test="$collection = 'nodeDevices'">Gerät des Hosts</xsl:when>
      <xsl:when test="$collection = 'interfaces'">Schnittstelle des Hosts</xsl:when>
      <xsl:when test="$collection = 'secrets'">Geheimnis</xsl:when>
      <xsl:when test="$collection = 'nwfilters'">Netzwerkfilter</xsl:when>
      <xsl:when test="$collection = 'nwfilterBindings'">Filterbindung</xsl:when>
      <xsl:when test="$collection = 'ports' or $collection = 'networkPorts'">Port eines Netzwerks</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="who-words">
    <xsl:choose>
      <xsl:when test="@who = 'admin'">Administrator</xsl:when>
      <xsl:when test="@who = 'owner'">Eigentümer</xsl:when>
      <xsl:when test="@who = 'reader'">Leser</xsl:when>
      <xsl:otherwise><xsl:value-of select="@who"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="theme-words">
    <xsl:param name="theme"/>
    <xsl:choose>
      <xsl:when test="$theme = 'state'">Zustand</xsl:when>
      <xsl:when test="$theme = 'cpu'">Prozessor und Speicher</xsl:when>
      <xsl:when test="$theme = 'devices'">Geräte</xsl:when>
      <xsl:when test="$theme = 'guest'">Im Gast</xsl:when>
      <xsl:when test="$theme = 'saved'">Gesicherte Zustände</xsl:when>
      <xsl:when test="$theme = 'jobs'">Aufträge und Umzug</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="verb">
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="$command = 'domainCreate' or $command = 'domainCreateWithFlags'">Starten</xsl:when>
      <xsl:when test="$command = 'networkCreate' or $command = 'storagePoolCreate'">Starten</xsl:when>
      <xsl:when test="$command = 'networkDestroy' or $command = 'storagePoolDestroy'">Beenden</xsl:when>
      <xsl:when test="$command = 'storagePoolRefresh'">Neu einlesen</xsl:when>
      <xsl:when test="$command = 'domainResume'">Fortsetzen</xsl:when>
      <xsl:when test="$command = 'domainSuspend'">Anhalten</xsl:when>
      <xsl:when test="$command = 'domainPMWakeup'">Wecken</xsl:when>
      <xsl:when test="$command = 'domainShutdown' or $command = 'domainShutdownFlags'">Herunterfahren</xsl:when>
      <xsl:when test="$command = 'domainReboot'">Neu starten</xsl:when>
      <xsl:when test="$command = 'domainReset'">Zurücksetzen</xsl:when>
      <xsl:when test="$command = 'domainDestroy' or $command = 'domainDestroyFlags'">Hart ausschalten</xsl:when>
      <xsl:when test="$command = 'domainUndefine' or $command = 'domainUndefineFlags' or $command = 'networkUndefine' or $command = 'storagePoolUndefine'">Definition löschen</xsl:when>
      <xsl:when test="$command = 'domainRevertToSnapshot'">Zurückkehren</xsl:when>
      <xsl:when test="$command = 'domainSnapshotDelete' or $command = 'domainCheckpointDelete' or $command = 'storageVolDelete'">Löschen</xsl:when>
      <xsl:when test="$command = 'storageVolWipe'">Überschreiben</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="what-is-lost">
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="starts-with($command, 'domainDestroy')">Der Strom wird sofort abgeschaltet, als zöge man den Stecker. Was der Gast noch nicht geschrieben hat, ist verloren.</xsl:when>
      <xsl:when test="$command = 'domainReset'">Es wird sofort zurückgesetzt, als drückte man den Knopf am Gehäuse. Was der Gast noch nicht geschrieben hat, ist verloren.</xsl:when>
      <xsl:when test="starts-with($command, 'domainShutdown') or $command = 'domainReboot'">Wer den Gast benutzt, wird getrennt.</xsl:when>
      <xsl:when test="$command = 'networkDestroy'">Die Gäste an diesem Netzwerk verlieren ihre Verbindung, bis es wieder gestartet wird.</xsl:when>
      <xsl:when test="$command = 'storagePoolDestroy'">Seine Volumes sind nicht erreichbar, bis er wieder gestartet wird. Sie bleiben, wie sie sind.</xsl:when>
      <xsl:when test="starts-with($command, 'domainMigrate')">Die Domain verlässt ihren Host und kann einen Moment stillstehen.</xsl:when>
      <xsl:when test="starts-with($command, 'domainDetachDevice')">Der Gast verliert das Gerät sofort, und was er noch nicht darauf geschrieben hat.</xsl:when>
      <xsl:when test="$command = 'secretUndefine'">Der Host vergisst das Geheimnis mit seinem Wert, den sein XML nicht hat.</xsl:when>
      <xsl:when test="contains($command, 'Undefine')">Der Host vergisst die Definition. Nur das XML bringt sie wieder; nehmen Sie vorher eine Kopie.</xsl:when>
      <xsl:otherwise>Dabei können Daten verloren gehen, und es gibt keinen Weg zurück.</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="notation">
    <xsl:choose>
      <xsl:when test="@kind = 'list'"><span class="line">Ein Wert in jedem Feld; was am Ende leer bleibt, zählt nicht.</span></xsl:when>
      <xsl:when test="@kind = 'cpus'"><span class="line">Nummern von CPUs: <code>0-3,^2,8</code> heißt 0, 1, 3 und 8.</span></xsl:when>
      <xsl:when test="@kind = 'base64'"><span class="line">Bytes als base64: was <code>base64 -w0 DATEI</code> ausgibt.</span></xsl:when>
      <xsl:when test="@kind = 'host'"><span class="line">Der Name eines anderen Hosts, wie ihn die Liste der Hosts hat.</span></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Nach dem Status; was hier fehlt, bleibt Englisch. -->
  <xsl:template name="problem-title">
    <xsl:variable name="status" select="*[local-name() = 'status']"/>
    <xsl:choose>
      <xsl:when test="$status = 300">Mehrere kommen infrage</xsl:when>
      <xsl:when test="$status = 400">Falsche Anfrage</xsl:when>
      <xsl:when test="$status = 403">Nicht erlaubt</xsl:when>
      <xsl:when test="$status = 404">Nicht gefunden</xsl:when>
      <xsl:when test="$status = 405">So nicht aufzurufen</xsl:when>
      <xsl:when test="$status = 406">Darstellung nicht verfügbar</xsl:when>
      <xsl:when test="$status = 409">Im Widerspruch zum Zustand</xsl:when>
      <xsl:when test="$status = 413">Zu groß</xsl:when>
      <xsl:when test="$status = 414">Adresse zu lang</xsl:when>
      <xsl:when test="$status = 415">Unbekannte Art von Inhalt</xsl:when>
      <xsl:when test="$status = 422">Nicht ausführbar</xsl:when>
      <xsl:when test="$status = 429">Zu viele auf einmal</xsl:when>
      <xsl:when test="$status = 500">Innerer Fehler</xsl:when>
      <xsl:when test="$status = 501">Nicht möglich</xsl:when>
      <xsl:when test="$status = 502">Fehler des Hosts</xsl:when>
      <xsl:when test="$status = 503">Zurzeit nicht verfügbar</xsl:when>
      <xsl:when test="$status = 504">Keine Antwort in der Zeit</xsl:when>
      <xsl:otherwise><xsl:value-of select="*[local-name() = 'title']"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="what-to-try">
    <xsl:param name="status"/>
    <xsl:param name="error"/>
    <xsl:choose>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_INVALID'">Es ist in einem anderen Zustand als nötig: sehen Sie auf seiner Seite nach, und starten, beenden oder fortsetzen Sie es zuerst.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_XML_ERROR' or $error = 'VIR_ERR_XML_DETAIL' or $error = 'VIR_ERR_XML_INVALID_SCHEMA'">Verbessern Sie das XML dort, wo libvirt es nennt; der Text ist noch da.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_AGENT_UNRESPONSIVE'">Der Gast-Agent antwortet nicht: ist er im Gast installiert, und läuft er?</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_TIMEOUT' or $error = 'VIR_ERR_RESOURCE_BUSY'">Daran wird gerade etwas anderes getan: warten Sie einen Moment, und versuchen Sie es noch einmal.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_DENIED' or $error = 'VIR_ERR_AUTH_FAILED' or $error = 'VIR_ERR_ACCESS_DENIED'">Der Host erlaubt es nicht: darüber entscheidet, wer ihn verwaltet.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_NO_SUPPORT' or $error = 'VIR_ERR_OPERATION_UNSUPPORTED' or $error = 'VIR_ERR_CONFIG_UNSUPPORTED'">Der Hypervisor dieses Hosts kann das nicht; ein anderer Host vielleicht.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_NO_MEMORY'">Der Host hat keinen Speicher mehr: schaffen Sie Platz, oder nehmen Sie einen anderen.</xsl:when>
      <xsl:when test="starts-with($error, 'VIR_ERR_NO_')">Es kann inzwischen gelöscht oder umbenannt sein: gehen Sie zurück, und sehen Sie nach.</xsl:when>
      <xsl:when test="$status = 404">Es kann gelöscht, umbenannt oder umgezogen sein: gehen Sie zurück, und sehen Sie in der Liste nach.</xsl:when>
      <xsl:when test="$status = 429">Lassen Sie erst zu Ende gehen, was unterwegs ist.</xsl:when>
      <xsl:when test="$status = 502">Sehen Sie nach dem Zustand des Objekts, bevor Sie es wieder versuchen: die Änderung kann geschehen sein.</xsl:when>
      <xsl:when test="$status = 503">Warten Sie einen Moment, und sehen Sie noch einmal nach; bleibt es so, dann sehen Sie nach dem Host.</xsl:when>
      <xsl:when test="$status = 504">Sehen Sie nach dem Zustand des Objekts, bevor Sie es wieder versuchen: der Aufruf kann noch ausgeführt werden.</xsl:when>
      <xsl:when test="$status = 500">Im Log von virt-fcgi steht, was schiefging.</xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
