<?xml version="1.0" encoding="UTF-8"?>
<!-- Every text of the pages in English. Another language is a file beside this one with the same names: variables for words
     that stand alone, templates for sentences with something in them. What is missing there is taken from here.
     libvirt's own words (functions, help, errors) stay as they are, marked as English. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="language" select="'en'"/>
  <xsl:variable name="decimal-point" select="'.'"/>

  <!-- The frame. -->
  <xsl:variable name="skip" select="'Skip to the content'"/>
  <xsl:variable name="where-you-are" select="'Where you are'"/>
  <xsl:variable name="signed-in-as" select="'Signed in as'"/>
  <xsl:variable name="read-only" select="'Read-only'"/>
  <xsl:variable name="administrator" select="'Administrator'"/>
  <xsl:variable name="as-of" select="'As of'"/>
  <xsl:variable name="ago" select="'{} ago'"/>
  <xsl:variable name="look-again" select="'Look again'"/>
  <xsl:variable name="what-can-be-called" select="'What can be called'"/>
  <xsl:variable name="other-representations" select="'Other representations'"/>
  <xsl:variable name="this-page-as" select="'This page as'"/>
  <xsl:variable name="text" select="'Text'"/>
  <xsl:variable name="xml-document" select="'XML document'"/>
  <xsl:variable name="libvirts-xml" select="'libvirt’s XML'"/>
  <xsl:variable name="cancel" select="'Cancel'"/>
  <xsl:variable name="back" select="'Back'"/>
  <xsl:variable name="back-to" select="'Back to'"/>
  <xsl:variable name="yes" select="'Yes'"/>
  <xsl:variable name="no" select="'No'"/>
  <xsl:variable name="of" select="'of'"/>
  <xsl:variable name="to" select="'to'"/>

  <!-- Things. -->
  <xsl:variable name="network" select="'Network'"/>
  <xsl:variable name="hosts" select="'Hosts'"/>
  <xsl:variable name="host" select="'Host'"/>
  <xsl:variable name="owners" select="'Owners'"/>
  <xsl:variable name="owner" select="'Owner'"/>
  <xsl:variable name="without-owner" select="'Without owner'"/>
  <xsl:variable name="domains" select="'Domains'"/>
  <xsl:variable name="domain" select="'Domain'"/>
  <xsl:variable name="state" select="'State'"/>
  <xsl:variable name="since" select="'Since'"/>
  <xsl:variable name="since-when" select="'since'"/>
  <xsl:variable name="for-time" select="'for'"/>
  <xsl:variable name="hypervisor" select="'Hypervisor'"/>
  <xsl:variable name="cores" select="'Cores'"/>
  <xsl:variable name="memory" select="'Memory'"/>
  <xsl:variable name="of-memory" select="'of memory'"/>
  <xsl:variable name="vcpus" select="'vCPUs'"/>
  <xsl:variable name="id" select="'Id'"/>
  <xsl:variable name="caption-hosts" select="'Hosts, their state and since when'"/>
  <xsl:variable name="caption-domains" select="'Domains, their state, owner and host'"/>
  <xsl:variable name="last-known-short" select="'last known'"/>
  <xsl:variable name="last-known" select="'What is shown of its domains is what was last known.'"/>
  <xsl:variable name="host-unreachable" select="'This host cannot be reached.'"/>
  <xsl:variable name="what-it-has" select="'What it has'"/>
  <xsl:variable name="new-domains" select="'New domains'"/>
  <xsl:variable name="define-a-domain" select="'Define a domain…'"/>
  <xsl:variable name="start-a-transient-domain" select="'Start a transient domain…'"/>

  <!-- Lists. -->
  <xsl:variable name="name-title-uuid" select="'Name, title or UUID'"/>
  <xsl:variable name="filter" select="'Filter'"/>
  <xsl:variable name="show-all" select="'Show all'"/>
  <xsl:variable name="by-state" select="'By state'"/>
  <xsl:variable name="nothing-matches" select="'No domain matches.'"/>
  <xsl:variable name="no-domains" select="'No domains here.'"/>
  <xsl:variable name="chosen" select="'Chosen'"/>
  <xsl:variable name="choose" select="'Choose'"/>
  <xsl:variable name="also-elsewhere" select="'also on another host'"/>
  <xsl:variable name="copy-note" select="'Another host has this domain, too. Nothing can be done with the copy on this host from its page: its functions are called with ?host=, as scripts do.'"/>
  <xsl:variable name="with-the-chosen" select="'With the chosen:'"/>
  <xsl:variable name="n-chosen" select="'{} chosen:'"/>
  <xsl:variable name="pages" select="'Pages of the list'"/>
  <xsl:variable name="first-page" select="'First'"/>
  <xsl:variable name="previous-page" select="'Previous'"/>
  <xsl:variable name="next-page" select="'Next'"/>

  <!-- A domain. -->
  <xsl:variable name="power" select="'Power'"/>
  <xsl:variable name="more" select="'…'"/>
  <xsl:variable name="edit-xml" select="'Edit XML…'"/>
  <xsl:variable name="overview" select="'Overview'"/>
  <xsl:variable name="processor-time" select="'Processor time'"/>
  <xsl:variable name="autostart" select="'Starts with host'"/>
  <xsl:variable name="persistent" select="'Persistent'"/>
  <xsl:variable name="memory-in-use" select="'Memory in use of what is possible'"/>
  <xsl:variable name="with-hotplug-up-to" select="'with hotplug up to'"/>
  <xsl:variable name="change-with" select="'Change with'"/>
  <xsl:variable name="change-link" select="'change…'"/>
  <xsl:variable name="processors" select="'Processors'"/>
  <xsl:variable name="on-host-processors" select="'on host processors'"/>
  <xsl:variable name="cpu-model" select="'CPU model'"/>
  <xsl:variable name="machine" select="'Machine'"/>
  <xsl:variable name="boot" select="'Boot'"/>
  <xsl:variable name="firmware" select="'firmware'"/>
  <xsl:variable name="emulator" select="'Emulator'"/>
  <xsl:variable name="features" select="'Features'"/>
  <xsl:variable name="clock" select="'Clock'"/>
  <xsl:variable name="on-events" select="'On events'"/>
  <xsl:variable name="snapshots" select="'Snapshots'"/>
  <xsl:variable name="take-one" select="'take one…'"/>
  <xsl:variable name="none-yet" select="'None yet.'"/>

  <!-- Devices. -->
  <xsl:variable name="disks" select="'Disks'"/>
  <xsl:variable name="disk" select="'Disk'"/>
  <xsl:variable name="interfaces" select="'Network interfaces'"/>
  <xsl:variable name="screens" select="'Screens'"/>
  <xsl:variable name="caption-screens" select="'Screens and where they listen'"/>
  <xsl:variable name="other-devices" select="'Other devices'"/>
  <xsl:variable name="attach" select="'attach…'"/>
  <xsl:variable name="target" select="'Target'"/>
  <xsl:variable name="kind" select="'Kind'"/>
  <xsl:variable name="source" select="'Source'"/>
  <xsl:variable name="format" select="'Format'"/>
  <xsl:variable name="notes" select="'Notes'"/>
  <xsl:variable name="mac-address" select="'MAC address'"/>
  <xsl:variable name="connected-to" select="'Connected to'"/>
  <xsl:variable name="model" select="'Model'"/>
  <xsl:variable name="on-the-host" select="'On the host'"/>
  <xsl:variable name="protocol" select="'Protocol'"/>
  <xsl:variable name="listens-on" select="'Listens on'"/>
  <xsl:variable name="port" select="'Port'"/>
  <xsl:variable name="tls-port" select="'TLS port'"/>
  <xsl:variable name="websocket" select="'WebSocket'"/>
  <xsl:variable name="device" select="'Device'"/>
  <xsl:variable name="type" select="'Type'"/>
  <xsl:variable name="on-bus" select="'on'"/>
  <xsl:variable name="no-medium" select="'no medium'"/>
  <xsl:variable name="in-pool" select="'in pool'"/>
  <xsl:variable name="at" select="'at'"/>
  <xsl:variable name="is-read-only" select="'read-only'"/>
  <xsl:variable name="is-shareable" select="'shareable'"/>
  <xsl:variable name="is-transient" select="'transient'"/>
  <xsl:variable name="is-encrypted" select="'encrypted'"/>
  <xsl:variable name="cache" select="'cache'"/>
  <xsl:variable name="serial" select="'serial'"/>
  <xsl:variable name="link" select="'link'"/>
  <xsl:variable name="filter-of-network" select="'filter'"/>
  <xsl:variable name="chosen-at-start" select="'chosen at start'"/>

  <!-- What else a host has. -->
  <xsl:variable name="name-words" select="'Name'"/>
  <xsl:variable name="none-here" select="'None here.'"/>
  <xsl:variable name="new-one" select="'New…'"/>
  <xsl:variable name="what-may-be-done" select="'What may be done'"/>
  <xsl:variable name="a-network" select="'Virtual network'"/>
  <xsl:variable name="forwarding" select="'Forwarding'"/>
  <xsl:variable name="isolated" select="'none: isolated'"/>
  <xsl:variable name="bridge" select="'Bridge'"/>
  <xsl:variable name="address" select="'Address'"/>
  <xsl:variable name="dns-domain" select="'DNS domain'"/>
  <xsl:variable name="leases-words" select="'DHCP leases'"/>
  <xsl:variable name="host-name" select="'Host name'"/>
  <xsl:variable name="a-snapshot" select="'Snapshot'"/>
  <xsl:variable name="a-checkpoint" select="'Checkpoint'"/>
  <xsl:variable name="taken" select="'Taken'"/>
  <xsl:variable name="state-then" select="'State then'"/>
  <xsl:variable name="parent" select="'Parent'"/>
  <xsl:variable name="current" select="'Current'"/>
  <xsl:variable name="has-metadata" select="'Has metadata'"/>
  <xsl:variable name="a-pool" select="'Storage pool'"/>
  <xsl:variable name="a-volume" select="'Storage volume'"/>
  <xsl:variable name="new-volume" select="'New volume…'"/>
  <xsl:variable name="volumes" select="'Volumes'"/>
  <xsl:variable name="capacity" select="'Capacity'"/>
  <xsl:variable name="allocated-words" select="'Allocated'"/>
  <xsl:variable name="allocated-of-capacity" select="'Allocated of the capacity'"/>
  <xsl:variable name="free" select="'Free'"/>
  <xsl:variable name="path" select="'Path'"/>
  <xsl:variable name="from-host" select="'From host'"/>
  <xsl:variable name="key" select="'Key'"/>
  <xsl:variable name="backed-by" select="'Backed by'"/>
  <xsl:variable name="download" select="'Download'"/>
  <xsl:variable name="resize" select="'Resize…'"/>

  <!-- Commands, forms, results. -->
  <xsl:variable name="to-read" select="'Read'"/>
  <xsl:variable name="to-change" select="'Change'"/>
  <xsl:variable name="commands-words" select="'Commands'"/>
  <xsl:variable name="arguments-link" select="'arguments…'"/>
  <xsl:variable name="destroys" select="'destroys'"/>
  <xsl:variable name="of-them-by-you" select="'of them by you, here'"/>
  <xsl:variable name="no-such-function" select="'No function is like that.'"/>
  <xsl:variable name="caption-functions" select="'Functions of this object:'"/>
  <xsl:variable name="function" select="'Function'"/>
  <xsl:variable name="call" select="'Call'"/>
  <xsl:variable name="who-may" select="'Who may'"/>
  <xsl:variable name="you-here" select="'You, here'"/>
  <xsl:variable name="name-or-words" select="'Name or words'"/>
  <xsl:variable name="object" select="'Object'"/>
  <xsl:variable name="any" select="'any'"/>
  <xsl:variable name="search" select="'Search'"/>
  <xsl:variable name="required" select="'required'"/>
  <xsl:variable name="optional" select="'optional'"/>
  <xsl:variable name="user-name" select="'User name'"/>
  <xsl:variable name="not-sent" select="'not sent'"/>
  <xsl:variable name="empty-is-not-sent" select="'What is left empty is not sent to libvirt.'"/>
  <xsl:variable name="save" select="'Save'"/>
  <xsl:variable name="at-the-next-start" select="'A domain that runs takes what changes at its next start.'"/>
  <xsl:variable name="without-secrets" select="'This site does not show secrets, so passwords are not in this text. Saved as it is, it takes them away.'"/>
  <xsl:variable name="takes-a-file" select="'It takes a file as it is, which no page can send. This does, with a file of yours and this site’s address:'"/>
  <xsl:variable name="show" select="'Show'"/>
  <xsl:variable name="run" select="'Run'"/>
  <xsl:variable name="now" select="'Now'"/>
  <xsl:variable name="accepted" select="'libvirt accepted the request.'"/>
  <xsl:variable name="up-to-the-guest" select="'The guest has been asked. When it follows, and whether it does, is up to the guest.'"/>
  <xsl:variable name="takes-a-moment" select="'Some changes take a moment to show.'"/>
  <xsl:variable name="caption-fields" select="'Fields of'"/>
  <xsl:variable name="caption-results" select="'What came of it, for each domain'"/>
  <xsl:variable name="back-to-the-list" select="'Back to the list'"/>
  <xsl:variable name="field" select="'Field'"/>
  <xsl:variable name="value-words" select="'Value'"/>
  <xsl:variable name="as-libvirt-says" select="'As libvirt says it'"/>
  <xsl:variable name="empty" select="'empty'"/>
  <xsl:variable name="number-words" select="'No.'"/>
  <xsl:variable name="typed-parameters" select="'Typed parameters'"/>
  <xsl:variable name="parameter" select="'Parameter'"/>

  <!-- Jobs. -->
  <xsl:variable name="jobs" select="'Jobs'"/>
  <xsl:variable name="job" select="'Job'"/>
  <xsl:variable name="caption-jobs" select="'Calls that take long, the youngest first'"/>
  <xsl:variable name="job-on" select="'On'"/>
  <xsl:variable name="by" select="'By'"/>
  <xsl:variable name="begun" select="'Begun'"/>
  <xsl:variable name="ended" select="'Ended'"/>
  <xsl:variable name="no-jobs" select="'No job is under way.'"/>
  <xsl:variable name="what-jobs-are" select="'Calls that take longer than a request may are listed here.'"/>
  <xsl:variable name="job-lost" select="'The process that made this call has ended: nobody knows how the call did. The object’s own state tells what came of it.'"/>
  <xsl:variable name="progress" select="'Progress'"/>
  <xsl:variable name="job-done" select="'Done.'"/>
  <xsl:variable name="result" select="'Result'"/>
  <xsl:variable name="cancel-it" select="'Cancel it…'"/>
  <xsl:variable name="cancel-means" select="'What it has done so far is lost, or left as it is.'"/>
  <xsl:variable name="cancel-the-job" select="'Cancel the job'"/>

  <!-- Problems. -->
  <xsl:variable name="argument" select="'Argument'"/>
  <xsl:variable name="libvirt-says" select="'libvirt says'"/>
  <xsl:variable name="error" select="'Error'"/>
  <xsl:variable name="code" select="'code'"/>
  <xsl:variable name="error-domain" select="'domain'"/>
  <xsl:variable name="reason" select="'Reason'"/>
  <xsl:variable name="excerpt" select="'The lines around the error'"/>
  <xsl:variable name="here" select="'here'"/>
  <xsl:variable name="follow-it" select="'Follow it'"/>
  <xsl:variable name="which-one" select="'Which one?'"/>
  <xsl:variable name="change-on-read-only" select="'This command changes something, and this site is read-only.'"/>
  <xsl:variable name="change-needs-post" select="'This command changes something, so it answers to POST only. Its form sends one.'"/>
  <xsl:variable name="open-the-form" select="'Open the form'"/>
  <xsl:variable name="back-to-the-form" select="'Back to the form'"/>
  <xsl:variable name="up-to" select="'Up to'"/>
  <xsl:variable name="to-the-network" select="'To the network'"/>
  <xsl:variable name="what-to-try" select="'What to try:'"/>

  <!-- "1 host", "3 hosts". -->
  <xsl:template name="host-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' host', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="domain-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' domain', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="core-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' core', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="function-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' function', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="argument-count"><xsl:param name="n"/><xsl:value-of select="concat($n, ' argument', substring('s', 1, $n != 1))"/></xsl:template>
  <xsl:template name="all-hosts"><xsl:param name="n"/><xsl:value-of select="concat('All ', $n, ' hosts')"/></xsl:template>
  <xsl:template name="more-owners"><xsl:param name="n"/><xsl:value-of select="concat('and ', $n, ' more: filter the domains by owner.')"/></xsl:template>
  <xsl:template name="from-to-of"><xsl:param name="from"/><xsl:param name="to"/><xsl:param name="of"/><xsl:value-of select="concat($from, ' to ', $to, ' of ', $of)"/></xsl:template>

  <!-- Sentences with something in them; owners, host and what come as they are to be shown. -->
  <xsl:template name="owned-by-on-host">
    <xsl:param name="owners"/>
    <xsl:param name="host"/>
    <xsl:if test="string($owners)">owned by <xsl:copy-of select="$owners"/>, </xsl:if>
    <xsl:text>on host </xsl:text><xsl:copy-of select="$host"/>
  </xsl:template>
  <xsl:template name="on-host"><xsl:param name="host"/>on host <xsl:copy-of select="$host"/></xsl:template>
  <xsl:template name="of-domain"><xsl:param name="domain"/>of domain <xsl:copy-of select="$domain"/></xsl:template>
  <xsl:template name="do-to"><xsl:param name="verb"/><xsl:param name="what"/><xsl:value-of select="concat($verb, ' ')"/><xsl:copy-of select="$what"/></xsl:template>
  <xsl:template name="edit-of"><xsl:param name="what"/>Edit the XML of <xsl:copy-of select="$what"/></xsl:template>
  <xsl:template name="run-on"><xsl:param name="command"/><xsl:param name="what"/>Run <xsl:copy-of select="$command"/> on <xsl:copy-of select="$what"/></xsl:template>
  <xsl:template name="no-hosts"><strong>No hosts yet.</strong> Hosts are named in the configuration, under <code>[hosts]</code>, or found by mDNS, under <code>[discovery]</code>; they appear here as soon as one is known.</xsl:template>

  <!-- A state of a domain, a host, a job or another object in a word. -->
  <xsl:template name="state-word">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'VIR_DOMAIN_RUNNING'">Running</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTDOWN'">Shutting down</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_SHUTOFF'">Shut off</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_PMSUSPENDED'">Asleep</xsl:when>
      <xsl:when test="$state = 'VIR_DOMAIN_NOSTATE'">No state</xsl:when>
      <xsl:when test="$state = 'up'">Up</xsl:when>
      <xsl:when test="$state = 'connecting'">Connecting</xsl:when>
      <xsl:when test="$state = 'announced'">Announced</xsl:when>
      <xsl:when test="$state = 'unreachable'">Unreachable</xsl:when>
      <xsl:when test="$state = 'active'">Active</xsl:when>
      <xsl:when test="$state = 'inactive'">Inactive</xsl:when>
      <xsl:when test="$state = 'running'">Under way</xsl:when>
      <xsl:when test="$state = 'done'">Done</xsl:when>
      <xsl:when test="$state = 'failed'">Failed</xsl:when>
      <xsl:when test="$state = 'lost'">Lost</xsl:when>
      <xsl:otherwise><xsl:call-template name="enum-word"><xsl:with-param name="name" select="$state"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The collections of a host and of a domain, by the names that they have in addresses. -->
  <xsl:template name="collection-words">
    <xsl:param name="collection"/>
    <xsl:choose>
      <xsl:when test="$collection = 'network'"><xsl:value-of select="$network"/></xsl:when>
      <xsl:when test="$collection = 'hosts'">Hosts</xsl:when>
      <xsl:when test="$collection = 'networks'">Networks</xsl:when>
      <xsl:when test="$collection = 'ports'">Ports</xsl:when>
      <xsl:when test="$collection = 'storagePools'">Storage pools</xsl:when>
      <xsl:when test="$collection = 'storageVols'">Volumes</xsl:when>
      <xsl:when test="$collection = 'nodeDevices'">Devices</xsl:when>
      <xsl:when test="$collection = 'interfaces'">Interfaces</xsl:when>
      <xsl:when test="$collection = 'secrets'">Secrets</xsl:when>
      <xsl:when test="$collection = 'nwfilters'">Network filters</xsl:when>
      <xsl:when test="$collection = 'nwfilterBindings'">Filter bindings</xsl:when>
      <xsl:when test="$collection = 'snapshots'">Snapshots</xsl:when>
      <xsl:when test="$collection = 'checkpoints'">Checkpoints</xsl:when>
      <xsl:when test="$collection = 'jobs'">Jobs</xsl:when>
      <xsl:when test="$collection = 'commands'">Commands</xsl:when>
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
      <xsl:when test="$collection = 'nodeDevices'">Device of the host</xsl:when>
      <xsl:when test="$collection = 'interfaces'">Interface of the host</xsl:when>
      <xsl:when test="$collection = 'secrets'">Secret</xsl:when>
      <xsl:when test="$collection = 'nwfilters'">Network filter</xsl:when>
      <xsl:when test="$collection = 'nwfilterBindings'">Filter binding</xsl:when>
      <xsl:when test="$collection = 'ports' or $collection = 'networkPorts'">Network port</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Who may call a function. -->
  <xsl:template name="who-words">
    <xsl:choose>
      <xsl:when test="@who = 'admin'">admin</xsl:when>
      <xsl:when test="@who = 'owner'">owner</xsl:when>
      <xsl:when test="@who = 'reader'">reader</xsl:when>
      <xsl:otherwise><xsl:value-of select="@who"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The themes of the list of commands. -->
  <xsl:template name="theme-words">
    <xsl:param name="theme"/>
    <xsl:choose>
      <xsl:when test="$theme = 'state'">State</xsl:when>
      <xsl:when test="$theme = 'cpu'">Processor and memory</xsl:when>
      <xsl:when test="$theme = 'devices'">Devices</xsl:when>
      <xsl:when test="$theme = 'guest'">Inside the guest</xsl:when>
      <xsl:when test="$theme = 'saved'">Saved states</xsl:when>
      <xsl:when test="$theme = 'jobs'">Jobs and migration</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- What a command does, in a word for buttons and headings; empty for most. -->
  <xsl:template name="verb">
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="$command = 'domainCreate' or $command = 'domainCreateWithFlags'">Start</xsl:when>
      <xsl:when test="$command = 'networkCreate' or $command = 'storagePoolCreate'">Start</xsl:when>
      <xsl:when test="$command = 'networkDestroy' or $command = 'storagePoolDestroy'">Stop</xsl:when>
      <xsl:when test="$command = 'storagePoolRefresh'">Refresh</xsl:when>
      <xsl:when test="$command = 'domainResume'">Resume</xsl:when>
      <xsl:when test="$command = 'domainSuspend'">Pause</xsl:when>
      <xsl:when test="$command = 'domainPMWakeup'">Wake up</xsl:when>
      <xsl:when test="$command = 'domainShutdown' or $command = 'domainShutdownFlags'">Shut down</xsl:when>
      <xsl:when test="$command = 'domainReboot'">Reboot</xsl:when>
      <xsl:when test="$command = 'domainReset'">Reset</xsl:when>
      <xsl:when test="$command = 'domainDestroy' or $command = 'domainDestroyFlags'">Force off</xsl:when>
      <xsl:when test="$command = 'domainUndefine' or $command = 'domainUndefineFlags' or $command = 'networkUndefine' or $command = 'storagePoolUndefine'">Undefine</xsl:when>
      <xsl:when test="$command = 'domainRevertToSnapshot'">Revert to</xsl:when>
      <xsl:when test="$command = 'domainSnapshotDelete' or $command = 'domainCheckpointDelete' or $command = 'storageVolDelete'">Delete</xsl:when>
      <xsl:when test="$command = 'storageVolWipe'">Wipe</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="what-is-lost">
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="starts-with($command, 'domainDestroy')">The power is cut at once, as if the cord were pulled. What the guest has not yet written to disk is lost.</xsl:when>
      <xsl:when test="$command = 'domainReset'">It is reset at once, as if the button on the case were pressed. What the guest has not yet written to disk is lost.</xsl:when>
      <xsl:when test="starts-with($command, 'domainShutdown') or $command = 'domainReboot'">Who uses the guest is cut off.</xsl:when>
      <xsl:when test="$command = 'networkDestroy'">The guests on this network lose their connection until it starts again.</xsl:when>
      <xsl:when test="$command = 'storagePoolDestroy'">Its volumes cannot be reached until it starts again. They stay as they are.</xsl:when>
      <xsl:when test="starts-with($command, 'domainMigrate')">The domain leaves its host, and may stand still for a moment.</xsl:when>
      <xsl:when test="starts-with($command, 'domainDetachDevice')">The guest loses the device at once, and what it has not yet written to it.</xsl:when>
      <xsl:when test="$command = 'secretUndefine'">The host forgets the secret with its value, which its XML does not have.</xsl:when>
      <xsl:when test="contains($command, 'Undefine')">The host forgets the definition. Only the XML can bring it back; take a copy first.</xsl:when>
      <xsl:otherwise>This can lose data and has no way back.</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- How a value is written, where nothing else shows it; for the current parameter. -->
  <xsl:template name="notation">
    <xsl:choose>
      <xsl:when test="@kind = 'list'"><span class="line">One value in each field; what is left empty at the end does not count.</span></xsl:when>
      <xsl:when test="@kind = 'cpus'"><span class="line">Numbers of CPUs: <code>0-3,^2,8</code> is 0, 1, 3 and 8.</span></xsl:when>
      <xsl:when test="@kind = 'base64'"><span class="line">Bytes as base64: what <code>base64 -w0 FILE</code> prints.</span></xsl:when>
      <xsl:when test="@kind = 'host'"><span class="line">The name of another host, as the list of hosts has it.</span></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The title of the current problem; its own words are English. -->
  <xsl:template name="problem-title"><xsl:value-of select="*[local-name() = 'title']"/></xsl:template>

  <!-- What may mend a problem, by its status and libvirt's name for the error; empty where nothing is known. -->
  <xsl:template name="what-to-try">
    <xsl:param name="status"/>
    <xsl:param name="error"/>
    <xsl:choose>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_INVALID'">It is in another state than this needs: look at its page, and start, stop or resume it first.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_XML_ERROR' or $error = 'VIR_ERR_XML_DETAIL' or $error = 'VIR_ERR_XML_INVALID_SCHEMA'">Correct the XML where libvirt names it; the text is kept.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_AGENT_UNRESPONSIVE'">The guest agent does not answer: is it installed and running in the guest?</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_TIMEOUT' or $error = 'VIR_ERR_RESOURCE_BUSY'">Something else is being done with it: wait a moment and try again.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_OPERATION_DENIED' or $error = 'VIR_ERR_AUTH_FAILED' or $error = 'VIR_ERR_ACCESS_DENIED'">The host does not allow it: its administrator decides.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_NO_SUPPORT' or $error = 'VIR_ERR_OPERATION_UNSUPPORTED' or $error = 'VIR_ERR_CONFIG_UNSUPPORTED'">The hypervisor of this host cannot do this; another host may.</xsl:when>
      <xsl:when test="$error = 'VIR_ERR_NO_MEMORY'">The host is out of memory: free some, or use another host.</xsl:when>
      <xsl:when test="starts-with($error, 'VIR_ERR_NO_')">It may have been deleted or renamed meanwhile: go back and look again.</xsl:when>
      <xsl:when test="$status = 404">It may have been deleted, renamed or moved: go back and look in the list.</xsl:when>
      <xsl:when test="$status = 429">Let the changes that are under way end first.</xsl:when>
      <xsl:when test="$status = 502">Look at the object’s state before you try again: the change may have happened.</xsl:when>
      <xsl:when test="$status = 503">Wait a moment and look again; if it stays, look at the host.</xsl:when>
      <xsl:when test="$status = 504">Look at the object’s state before you try again: the call may still be carried out.</xsl:when>
      <xsl:when test="$status = 500">The log of virt-fcgi says what went wrong.</xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
