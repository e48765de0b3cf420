<?xml version="1.0" encoding="UTF-8"?>
<!-- All text of the set, in German. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="language" select="'de'"/>
  <xsl:variable name="you-are-here" select="'Sie sind hier'"/>
  <xsl:variable name="are-you-sure" select="'Sind Sie sicher?'"/>
  <xsl:variable name="drawn-at" select="'Gezeichnet um'"/>
  <xsl:variable name="what-can-be-called" select="'Was aufgerufen werden kann'"/>
  <xsl:variable name="what-can-be-done" select="'Was getan werden kann'"/>
  <xsl:variable name="jobs" select="'Aufträge'"/>
  <xsl:variable name="no-jobs" select="'Es gibt keine Aufträge.'"/>
  <xsl:variable name="its-job" select="'Der Auftrag dazu'"/>
  <xsl:variable name="edit" select="'Bearbeiten'"/>
  <xsl:variable name="done" select="'Erledigt'"/>
  <xsl:variable name="failed" select="'fehlgeschlagen'"/>
  <xsl:variable name="under-way" select="'noch nicht fertig'"/>
  <xsl:variable name="without-secrets" select="'Passwörter stehen nicht in diesem Text: So gespeichert, gehen sie verloren.'"/>
  <xsl:variable name="cancel" select="'Abbrechen'"/>
  <xsl:variable name="hosts" select="'Rechner'"/>
  <xsl:variable name="host" select="'Rechner'"/>
  <xsl:variable name="owners" select="'Besitzer'"/>
  <xsl:variable name="domains" select="'Domains'"/>
  <xsl:variable name="no-domains" select="'Es gibt keine Domains.'"/>
  <xsl:variable name="name" select="'Name'"/>
  <xsl:variable name="state" select="'Zustand'"/>
  <xsl:variable name="since" select="'Seit'"/>
  <xsl:variable name="choose" select="'Auswahl'"/>
  <xsl:variable name="filter" select="'Filter'"/>
  <xsl:variable name="show" select="'Anzeigen'"/>
  <xsl:variable name="previous" select="'Vorige Seite'"/>
  <xsl:variable name="next" select="'Nächste Seite'"/>
  <xsl:variable name="start" select="'Starten'"/>
  <xsl:variable name="shut-down" select="'Herunterfahren'"/>
  <xsl:variable name="suspend" select="'Anhalten'"/>
  <xsl:variable name="resume" select="'Fortsetzen'"/>
  <xsl:variable name="required" select="'erforderlich'"/>
  <xsl:variable name="back" select="'Zurück'"/>
</xsl:stylesheet>
