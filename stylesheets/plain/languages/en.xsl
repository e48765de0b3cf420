<?xml version="1.0" encoding="UTF-8"?>
<!-- All text of the set, in English. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="language" select="'en'"/>
  <xsl:variable name="you-are-here" select="'You are here'"/>
  <xsl:variable name="are-you-sure" select="'Are you sure?'"/>
  <xsl:variable name="drawn-at" select="'Drawn at'"/>
  <xsl:variable name="what-can-be-called" select="'What can be called'"/>
  <xsl:variable name="what-can-be-done" select="'What can be done'"/>
  <xsl:variable name="jobs" select="'Jobs'"/>
  <xsl:variable name="no-jobs" select="'There are no jobs.'"/>
  <xsl:variable name="its-job" select="'Its job'"/>
  <xsl:variable name="edit" select="'Edit'"/>
  <xsl:variable name="done" select="'Done'"/>
  <xsl:variable name="failed" select="'failed'"/>
  <xsl:variable name="under-way" select="'under way'"/>
  <xsl:variable name="without-secrets" select="'Passwords are not in this text: saved as it is, it takes them away.'"/>
  <xsl:variable name="cancel" select="'Cancel'"/>
  <xsl:variable name="hosts" select="'Hosts'"/>
  <xsl:variable name="host" select="'Host'"/>
  <xsl:variable name="owners" select="'Owners'"/>
  <xsl:variable name="domains" select="'Domains'"/>
  <xsl:variable name="no-domains" select="'There are no domains.'"/>
  <xsl:variable name="name" select="'Name'"/>
  <xsl:variable name="state" select="'State'"/>
  <xsl:variable name="since" select="'Since'"/>
  <xsl:variable name="choose" select="'Choose'"/>
  <xsl:variable name="filter" select="'Filter'"/>
  <xsl:variable name="show" select="'Show'"/>
  <xsl:variable name="previous" select="'Previous page'"/>
  <xsl:variable name="next" select="'Next page'"/>
  <xsl:variable name="start" select="'Start'"/>
  <xsl:variable name="shut-down" select="'Shut down'"/>
  <xsl:variable name="suspend" select="'Suspend'"/>
  <xsl:variable name="resume" select="'Resume'"/>
  <xsl:variable name="required" select="'required'"/>
  <xsl:variable name="back" select="'Back'"/>
</xsl:stylesheet>
