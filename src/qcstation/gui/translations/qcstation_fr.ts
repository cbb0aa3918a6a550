<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en_GB">
 <context>
  <name>AboutPanel</name>
  <message>
   <source>Free software under the GNU General Public License, version 3 or later.</source>
   <translation>Logiciel libre sous licence publique générale GNU, version 3 ou ultérieure.</translation>
  </message>
 </context>
 <context>
  <name>ActionRow</name>
  <message>
   <source>Switch {instrument} on?</source>
   <translation>Mettre {instrument} sous tension ?</translation>
  </message>
  <message>
   <source>at most {bound}</source>
   <translation>au plus {bound}</translation>
  </message>
  <message>
   <source>{instrument} goes on at 0 V and may then be ramped. {limits}.

Is the box closed, and nobody at the needles?</source>
   <translation>{instrument} est mis sous tension à 0 V et pourra ensuite monter en rampe. {limits}.

La boîte est-elle fermée, et personne n’est-il près des pointes ?</translation>
  </message>
 </context>
 <context>
  <name>AppearancePanel</name>
  <message>
   <source>Language</source>
   <translation>Langue</translation>
  </message>
  <message>
   <source>Lock the screen</source>
   <translation>Verrouiller l’écran</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Thème</translation>
  </message>
  <message>
   <source>Window</source>
   <translation>Fenêtre</translation>
  </message>
  <message>
   <source>after {minutes} min without a touch</source>
   <translation>après {minutes} min d’inactivité</translation>
  </message>
  <message>
   <source>as the system</source>
   <translation>comme le système</translation>
  </message>
  <message>
   <source>by hand only (Ctrl+L)</source>
   <translation>à la main seulement (Ctrl+L)</translation>
  </message>
  <message>
   <source>dark</source>
   <translation>sombre</translation>
  </message>
  <message>
   <source>light</source>
   <translation>clair</translation>
  </message>
 </context>
 <context>
  <name>Banner</name>
  <message>
   <source>Close</source>
   <translation>Fermer</translation>
  </message>
  <message>
   <source>I have checked: it is off</source>
   <translation>J’ai vérifié : c’est hors tension</translation>
  </message>
  <message>
   <source>Name of who has checked the bench</source>
   <translation>Nom de la personne qui a vérifié le banc</translation>
  </message>
  <message>
   <source>Your name</source>
   <translation>Votre nom</translation>
  </message>
 </context>
 <context>
  <name>BenchAlarm</name>
  <message>
   <source>UNSAFE — an output could not be made safe and may be at high voltage. Do not open the box. Switch the instrument off by hand and check that it is off; no run starts before somebody has confirmed it.
{what}</source>
   <translation>DANGER — une sortie n’a pas pu être mise en sécurité et peut être sous haute tension. N’ouvrez pas la boîte. Éteignez l’instrument à la main et vérifiez qu’il est hors tension ; aucune mesure ne démarre avant que quelqu’un l’ait confirmé.
{what}</translation>
  </message>
 </context>
 <context>
  <name>CalibrationDialog</name>
  <message>
   <source>A date such as 2027-03-31, or a time from today such as 12 months</source>
   <translation>Une date comme 2027-03-31, ou une durée à partir d’aujourd’hui comme 12 months</translation>
  </message>
  <message>
   <source>Calibration of {instrument}</source>
   <translation>Étalonnage de {instrument}</translation>
  </message>
  <message>
   <source>Certificate</source>
   <translation>Certificat</translation>
  </message>
  <message>
   <source>Due</source>
   <translation>Échéance</translation>
  </message>
  <message>
   <source>Enter</source>
   <translation>Saisir</translation>
  </message>
  <message>
   <source>Entered by</source>
   <translation>Saisi par</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Note</translation>
  </message>
 </context>
 <context>
  <name>ChoiceEditor</name>
  <message>
   <source>choose</source>
   <translation>choisir</translation>
  </message>
 </context>
 <context>
  <name>ComponentPanel</name>
  <message>
   <source>Alt+Left</source>
   <translation>Alt+Gauche</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Retour</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Note</translation>
  </message>
  <message>
   <source>Nothing has been measured on it yet.</source>
   <translation>Rien n’a encore été mesuré sur ce composant.</translation>
  </message>
  <message>
   <source>Parents and parts</source>
   <translation>Parents et pièces</translation>
  </message>
  <message>
   <source>Passed</source>
   <translation>Franchie</translation>
  </message>
  <message>
   <source>Runs of the component</source>
   <translation>Mesures du composant</translation>
  </message>
  <message>
   <source>Show curves</source>
   <translation>Voir les courbes</translation>
  </message>
  <message>
   <source>Signed off</source>
   <translation>Visé</translation>
  </message>
  <message>
   <source>Stage</source>
   <translation>Étape</translation>
  </message>
  <message>
   <source>Type</source>
   <translation>Type</translation>
  </message>
  <message>
   <source>Waiver</source>
   <translation>Dérogation</translation>
  </message>
  <message>
   <source>nobody named</source>
   <translation>personne de nommé</translation>
  </message>
  <message>
   <source>{what} ({who}, {time})</source>
   <translation>{what} ({who}, {time})</translation>
  </message>
 </context>
 <context>
  <name>ComponentView</name>
  <message>
   <source>&amp;Component</source>
   <translation>&amp;Composant</translation>
  </message>
  <message>
   <source>Alt+C</source>
   <translation>Alt+C</translation>
  </message>
  <message>
   <source>Label…</source>
   <translation>Étiquette…</translation>
  </message>
  <message>
   <source>Looking it up…</source>
   <translation>Recherche…</translation>
  </message>
  <message>
   <source>No component</source>
   <translation>Pas de composant</translation>
  </message>
  <message>
   <source>No component yet</source>
   <translation>Pas encore de composant</translation>
  </message>
  <message>
   <source>Print a label with a code that the scanner reads</source>
   <translation>Imprimer une étiquette avec un code lisible par le lecteur</translation>
  </message>
  <message>
   <source>Scan or type a serial number</source>
   <translation>Scanner ou saisir un numéro de série</translation>
  </message>
  <message>
   <source>Serial number</source>
   <translation>Numéro de série</translation>
  </message>
  <message>
   <source>at {stage}</source>
   <translation>étape : {stage}</translation>
  </message>
  <message>
   <source>new here</source>
   <translation>nouveau ici</translation>
  </message>
  <message>
   <source>no stage</source>
   <translation>aucune</translation>
  </message>
  <message>
   <source>not measured yet</source>
   <translation>pas encore mesuré</translation>
  </message>
  <message>
   <source>part of {parent}</source>
   <translation>fait partie de {parent}</translation>
  </message>
 </context>
 <context>
  <name>DiscoveryDialog</name>
  <message>
   <source>&amp;Search</source>
   <translation>&amp;Rechercher</translation>
  </message>
  <message>
   <source>&amp;Use it</source>
   <translation>&amp;Utiliser</translation>
  </message>
  <message>
   <source>Address</source>
   <translation>Adresse</translation>
  </message>
  <message>
   <source>Address in the network</source>
   <translation>Adresse sur le réseau</translation>
  </message>
  <message>
   <source>Address in the network: 192.168.1.17, HOST:PORT</source>
   <translation>Adresse sur le réseau : 192.168.1.17, HÔTE:PORT</translation>
  </message>
  <message>
   <source>Driver</source>
   <translation>Pilote</translation>
  </message>
  <message>
   <source>Identity</source>
   <translation>Identité</translation>
  </message>
  <message>
   <source>Looking… each port is asked who is there; nothing is switched on.</source>
   <translation>Recherche… chaque port est interrogé ; rien n’est mis sous tension.</translation>
  </message>
  <message>
   <source>Nothing is connected: no VISA resource and no serial port. Check power and cables, or type an address.</source>
   <translation>Rien n’est connecté : ni ressource VISA ni port série. Vérifiez l’alimentation et les câbles, ou saisissez une adresse.</translation>
  </message>
  <message>
   <source>Used by</source>
   <translation>Utilisé par</translation>
  </message>
  <message>
   <source>What is connected</source>
   <translation>Ce qui est connecté</translation>
  </message>
 </context>
 <context>
  <name>DistributionFigure</name>
  <message>
   <source>Distribution</source>
   <translation>Distribution</translation>
  </message>
  <message>
   <source>Values</source>
   <translation>Valeurs</translation>
  </message>
  <message>
   <source>max {value}</source>
   <translation>max {value}</translation>
  </message>
  <message>
   <source>min {value}</source>
   <translation>min {value}</translation>
  </message>
 </context>
 <context>
  <name>DistributionPanel</name>
  <message>
   <source>25 % to 75 %</source>
   <translation>25 % à 75 %</translation>
  </message>
  <message>
   <source>5 % to 95 %</source>
   <translation>5 % à 95 %</translation>
  </message>
  <message>
   <source>Highest</source>
   <translation>Maximum</translation>
  </message>
  <message>
   <source>Limits of {count}</source>
   <translation>Limites de {count}</translation>
  </message>
  <message>
   <source>Lowest</source>
   <translation>Minimum</translation>
  </message>
  <message>
   <source>Mean</source>
   <translation>Moyenne</translation>
  </message>
  <message>
   <source>Median</source>
   <translation>Médiane</translation>
  </message>
  <message>
   <source>No such values yet. Choose another result, or fewer filters.</source>
   <translation>Pas encore de telles valeurs. Choisissez un autre résultat, ou moins de filtres.</translation>
  </message>
  <message>
   <source>Not given</source>
   <translation>Non données</translation>
  </message>
  <message>
   <source>Only known to be above</source>
   <translation>Seulement connues au-dessus</translation>
  </message>
  <message>
   <source>Only known to be below</source>
   <translation>Seulement connues au-dessous</translation>
  </message>
  <message>
   <source>Standard deviation</source>
   <translation>Écart type</translation>
  </message>
  <message>
   <source>Unit</source>
   <translation>Unité</translation>
  </message>
  <message>
   <source>Values</source>
   <translation>Valeurs</translation>
  </message>
 </context>
 <context>
  <name>EditorPanel</name>
  <message>
   <source>+ Instrument</source>
   <translation>+ Instrument</translation>
  </message>
  <message>
   <source>+ Interlock</source>
   <translation>+ Verrouillage</translation>
  </message>
  <message>
   <source>A new station file: save it under a name</source>
   <translation>Nouveau fichier de banc : enregistrez-le sous un nom</translation>
  </message>
  <message>
   <source>Asking who is there…</source>
   <translation>Identification en cours…</translation>
  </message>
  <message>
   <source>Bench</source>
   <translation>Banc</translation>
  </message>
  <message>
   <source>Its name</source>
   <translation>Son nom</translation>
  </message>
  <message>
   <source>Its name, as procedures call it: bias, pad, climate…</source>
   <translation>Son nom, comme l’appellent les procédures : bias, pad, climate…</translation>
  </message>
  <message>
   <source>Keeps the old file beside it, and uses the new one (Ctrl+S)</source>
   <translation>Garde l’ancien fichier à côté, et utilise le nouveau (Ctrl+S)</translation>
  </message>
  <message>
   <source>New</source>
   <translation>Nouveau</translation>
  </message>
  <message>
   <source>New instrument</source>
   <translation>Nouvel instrument</translation>
  </message>
  <message>
   <source>New interlock</source>
   <translation>Nouveau verrouillage</translation>
  </message>
  <message>
   <source>Open a station file</source>
   <translation>Ouvrir un fichier de banc</translation>
  </message>
  <message>
   <source>Open…</source>
   <translation>Ouvrir…</translation>
  </message>
  <message>
   <source>Parts of the station file</source>
   <translation>Parties du fichier de banc</translation>
  </message>
  <message>
   <source>Procedure files</source>
   <translation>Procédures</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Retirer</translation>
  </message>
  <message>
   <source>Revert</source>
   <translation>Rétablir</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Enregistrer</translation>
  </message>
  <message>
   <source>Save as…</source>
   <translation>Enregistrer sous…</translation>
  </message>
  <message>
   <source>Save the station file</source>
   <translation>Enregistrer le fichier de banc</translation>
  </message>
  <message>
   <source>Takes what the file has now</source>
   <translation>Reprend ce que contient le fichier</translation>
  </message>
  <message>
   <source>Text of the station file</source>
   <translation>Texte du fichier de banc</translation>
  </message>
  <message>
   <source>line {line}: {problem}</source>
   <translation>ligne {line} : {problem}</translation>
  </message>
  <message>
   <source>{file} (comes with qcstation: save your own under another name)</source>
   <translation>{file} (fourni avec qcstation : enregistrez le vôtre sous un autre nom)</translation>
  </message>
  <message>
   <source>✓ nothing is wrong in this file</source>
   <translation>✓ aucune erreur dans ce fichier</translation>
  </message>
 </context>
 <context>
  <name>Exporter</name>
  <message>
   <source>CSV table</source>
   <translation>Tableau CSV</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>Exporter</translation>
  </message>
  <message>
   <source>JSON</source>
   <translation>JSON</translation>
  </message>
  <message>
   <source>PNG picture</source>
   <translation>Image PNG</translation>
  </message>
  <message>
   <source>SVG drawing</source>
   <translation>Dessin SVG</translation>
  </message>
  <message>
   <source>Writing {file}…</source>
   <translation>Écriture de {file}…</translation>
  </message>
  <message>
   <source>Written: {file}</source>
   <translation>Écrit : {file}</translation>
  </message>
  <message>
   <source>Written: {file} ({count} rows)</source>
   <translation>Écrit : {file} ({count} lignes)</translation>
  </message>
 </context>
 <context>
  <name>FieldEditor</name>
  <message>
   <source>required</source>
   <translation>obligatoire</translation>
  </message>
 </context>
 <context>
  <name>FilesEditor</name>
  <message>
   <source>Add…</source>
   <translation>Ajouter…</translation>
  </message>
  <message>
   <source>Camera folder…</source>
   <translation>Dossier photo…</translation>
  </message>
  <message>
   <source>Folder into which the camera writes</source>
   <translation>Dossier où écrit l’appareil photo</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Retirer</translation>
  </message>
  <message>
   <source>or drop photos here</source>
   <translation>ou déposez les photos ici</translation>
  </message>
  <message>
   <source>waiting for photos in {folder}</source>
   <translation>attente de photos dans {folder}</translation>
  </message>
 </context>
 <context>
  <name>FilterBar</name>
  <message>
   <source>Batch, wafer or parent</source>
   <translation>Lot, plaquette ou parent</translation>
  </message>
  <message>
   <source>Bench</source>
   <translation>Banc</translation>
  </message>
  <message>
   <source>Clear filters</source>
   <translation>Effacer les filtres</translation>
  </message>
  <message>
   <source>Component type</source>
   <translation>Type de composant</translation>
  </message>
  <message>
   <source>Ctrl+F; Enter opens the component</source>
   <translation>Ctrl+F ; Entrée ouvre le composant</translation>
  </message>
  <message>
   <source>Data</source>
   <translation>Données</translation>
  </message>
  <message>
   <source>Find</source>
   <translation>Chercher</translation>
  </message>
  <message>
   <source>From day</source>
   <translation>Du</translation>
  </message>
  <message>
   <source>Not measured yet</source>
   <translation>Pas encore mesurés</translation>
  </message>
  <message>
   <source>Only runs that count</source>
   <translation>Mesures qui comptent</translation>
  </message>
  <message>
   <source>Operator</source>
   <translation>Opérateur</translation>
  </message>
  <message>
   <source>Outcome</source>
   <translation>Issue</translation>
  </message>
  <message>
   <source>Over time</source>
   <translation>Dans le temps</translation>
  </message>
  <message>
   <source>Procedure</source>
   <translation>Procédure</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Résultat</translation>
  </message>
  <message>
   <source>Scan or type</source>
   <translation>Scanner ou saisir</translation>
  </message>
  <message>
   <source>Serial number, or a part of it</source>
   <translation>Numéro de série, ou une partie</translation>
  </message>
  <message>
   <source>Stage</source>
   <translation>Étape</translation>
  </message>
  <message>
   <source>To day</source>
   <translation>Au</translation>
  </message>
  <message>
   <source>Verdict</source>
   <translation>Verdict</translation>
  </message>
  <message>
   <source>Yield of</source>
   <translation>Rendement par</translation>
  </message>
  <message>
   <source>all time together</source>
   <translation>toute la durée</translation>
  </message>
  <message>
   <source>any</source>
   <translation>indifférent</translation>
  </message>
  <message>
   <source>by day</source>
   <translation>par jour</translation>
  </message>
  <message>
   <source>by month</source>
   <translation>par mois</translation>
  </message>
  <message>
   <source>by week</source>
   <translation>par semaine</translation>
  </message>
  <message>
   <source>component types</source>
   <translation>type de composant</translation>
  </message>
  <message>
   <source>imported</source>
   <translation>importées</translation>
  </message>
  <message>
   <source>measured</source>
   <translation>mesurées</translation>
  </message>
  <message>
   <source>procedures</source>
   <translation>procédure</translation>
  </message>
  <message>
   <source>simulated</source>
   <translation>simulées</translation>
  </message>
  <message>
   <source>stages</source>
   <translation>étape</translation>
  </message>
 </context>
 <context>
  <name>FoldersPanel</name>
  <message>
   <source>Change the data folder…</source>
   <translation>Changer de dossier…</translation>
  </message>
  <message>
   <source>Data</source>
   <translation>Données</translation>
  </message>
  <message>
   <source>Data folder</source>
   <translation>Dossier de données</translation>
  </message>
  <message>
   <source>Database</source>
   <translation>Base de données</translation>
  </message>
  <message>
   <source>Folders</source>
   <translation>Dossiers</translation>
  </message>
  <message>
   <source>Open the data folder</source>
   <translation>Ouvrir le dossier</translation>
  </message>
  <message>
   <source>Preferences</source>
   <translation>Préférences</translation>
  </message>
  <message>
   <source>Station file</source>
   <translation>Fichier de banc</translation>
  </message>
  <message>
   <source>in the data folder</source>
   <translation>dans le dossier de données</translation>
  </message>
 </context>
 <context>
  <name>FollowUp</name>
  <message>
   <source>Enter keeps it with the run</source>
   <translation>Entrée la garde avec la mesure</translation>
  </message>
  <message>
   <source>Keep note</source>
   <translation>Noter</translation>
  </message>
  <message>
   <source>Keeps that {name} has looked at this run</source>
   <translation>Garde que {name} a examiné cette mesure</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Note</translation>
  </message>
  <message>
   <source>Note on this run</source>
   <translation>Note sur cette mesure</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Rapport</translation>
  </message>
  <message>
   <source>Report: {path}</source>
   <translation>Rapport : {path}</translation>
  </message>
  <message>
   <source>Say first who you are: lower left of the window</source>
   <translation>Dites d’abord qui vous êtes : en bas à gauche de la fenêtre</translation>
  </message>
  <message>
   <source>Sign off</source>
   <translation>Viser</translation>
  </message>
  <message>
   <source>Signed off by {name}.</source>
   <translation>Visé par {name}.</translation>
  </message>
  <message>
   <source>The note is kept with the run.</source>
   <translation>La note est gardée avec la mesure.</translation>
  </message>
  <message>
   <source>Writes the run's report beside its file and opens it</source>
   <translation>Écrit le rapport à côté du fichier de mesure et l’ouvre</translation>
  </message>
  <message>
   <source>✓ Signed off</source>
   <translation>✓ Visé</translation>
  </message>
 </context>
 <context>
  <name>FormPanel</name>
  <message>
   <source>(unverified)</source>
   <translation>(non vérifiée)</translation>
  </message>
  <message>
   <source>allowed: {choices}</source>
   <translation>admis : {choices}</translation>
  </message>
  <message>
   <source>inside</source>
   <translation>dans les limites</translation>
  </message>
  <message>
   <source>limit {limit}</source>
   <translation>limite {limit}</translation>
  </message>
  <message>
   <source>not decided: {reason}</source>
   <translation>non décidé : {reason}</translation>
  </message>
  <message>
   <source>outside</source>
   <translation>hors limites</translation>
  </message>
  <message>
   <source>required</source>
   <translation>obligatoire</translation>
  </message>
 </context>
 <context>
  <name>Genealogy</name>
  <message>
   <source>Parents and parts</source>
   <translation>Parents et pièces</translation>
  </message>
  <message>
   <source>{component} (until {day})</source>
   <translation>{component} (jusqu’au {day})</translation>
  </message>
 </context>
 <context>
  <name>InstrumentsPanel</name>
  <message>
   <source>&amp;Test</source>
   <translation>&amp;Tester</translation>
  </message>
  <message>
   <source>All that were asked answer as they should</source>
   <translation>Tous ceux interrogés répondent comme prévu</translation>
  </message>
  <message>
   <source>Asking who is there…</source>
   <translation>Identification en cours…</translation>
  </message>
  <message>
   <source>Asks all instruments who they are; nothing is switched on (Alt+A)</source>
   <translation>Demande à tous les instruments qui ils sont ; rien n’est mis sous tension (Alt+U)</translation>
  </message>
  <message>
   <source>Asks the chosen instrument who it is; nothing is switched on (Alt+T)</source>
   <translation>Demande à l’instrument choisi qui il est ; rien n’est mis sous tension (Alt+T)</translation>
  </message>
  <message>
   <source>Calibration due</source>
   <translation>Étalonnage</translation>
  </message>
  <message>
   <source>Driver</source>
   <translation>Pilote</translation>
  </message>
  <message>
   <source>Enter calibration…</source>
   <translation>Saisir un étalonnage…</translation>
  </message>
  <message>
   <source>Identity</source>
   <translation>Identité</translation>
  </message>
  <message>
   <source>Instrument</source>
   <translation>Instrument</translation>
  </message>
  <message>
   <source>Instruments</source>
   <translation>Instruments</translation>
  </message>
  <message>
   <source>Known once the instrument has said who it is</source>
   <translation>Connu dès que l’instrument a dit qui il est</translation>
  </message>
  <message>
   <source>Last error</source>
   <translation>Dernière erreur</translation>
  </message>
  <message>
   <source>Link</source>
   <translation>Liaison</translation>
  </message>
  <message>
   <source>Something is wrong with {names}: the reason is in the row</source>
   <translation>Problème avec {names} : la raison est dans la ligne</translation>
  </message>
  <message>
   <source>Test &amp;all</source>
   <translation>Tester to&amp;us</translation>
  </message>
  <message>
   <source>The station file has no instruments yet: add them under Station file.</source>
   <translation>Le fichier de banc n’a pas encore d’instruments : ajoutez-les sous Fichier de banc.</translation>
  </message>
  <message>
   <source>in use by the run</source>
   <translation>pris par la mesure</translation>
  </message>
  <message>
   <source>not tested yet</source>
   <translation>pas encore testé</translation>
  </message>
  <message>
   <source>⚠ overdue since {day}</source>
   <translation>⚠ échu depuis {day}</translation>
  </message>
  <message>
   <source>✓ answers</source>
   <translation>✓ répond</translation>
  </message>
  <message>
   <source>✕ fails</source>
   <translation>✕ en défaut</translation>
  </message>
 </context>
 <context>
  <name>InterlocksPanel</name>
  <message>
   <source>&amp;Check now</source>
   <translation>&amp;Vérifier</translation>
  </message>
  <message>
   <source>A run begins only while all hold; one that is violated stops it, and the bench is made safe.</source>
   <translation>Une mesure ne commence que s’ils sont tous respectés ; si l’un est violé, elle s’arrête et le banc est mis en sécurité.</translation>
  </message>
  <message>
   <source>Checked</source>
   <translation>Vérifié</translation>
  </message>
  <message>
   <source>Interlock</source>
   <translation>Verrouillage</translation>
  </message>
  <message>
   <source>Interlocks</source>
   <translation>Verrouillages</translation>
  </message>
  <message>
   <source>Last value</source>
   <translation>Dernière valeur</translation>
  </message>
  <message>
   <source>Reading the sensors…</source>
   <translation>Lecture des capteurs…</translation>
  </message>
  <message>
   <source>Reads the sensors once; nothing is switched (Alt+C)</source>
   <translation>Lit les capteurs une fois ; rien n’est commuté (Alt+V)</translation>
  </message>
  <message>
   <source>Requires</source>
   <translation>Exige</translation>
  </message>
  <message>
   <source>State</source>
   <translation>État</translation>
  </message>
  <message>
   <source>The station file has no interlocks: add them under Station file, such as climate.humidity &lt; 60 %.</source>
   <translation>Le fichier de banc n’a pas de verrouillages : ajoutez-les sous Fichier de banc, par exemple climate.humidity &lt; 60 %.</translation>
  </message>
  <message>
   <source>not checked yet</source>
   <translation>pas encore vérifié</translation>
  </message>
  <message>
   <source>✓ holds</source>
   <translation>✓ respecté</translation>
  </message>
  <message>
   <source>✕ violated</source>
   <translation>✕ violé</translation>
  </message>
 </context>
 <context>
  <name>LabelDialog</name>
  <message>
   <source>Address of the label printer</source>
   <translation>Adresse de l’imprimante d’étiquettes</translation>
  </message>
  <message>
   <source>HOST or HOST:PORT of a printer that speaks ZPL</source>
   <translation>HÔTE ou HÔTE:PORT d’une imprimante ZPL</translation>
  </message>
  <message>
   <source>Keep the label</source>
   <translation>Enregistrer l’étiquette</translation>
  </message>
  <message>
   <source>Label of {component}</source>
   <translation>Étiquette de {component}</translation>
  </message>
  <message>
   <source>Label printer</source>
   <translation>Imprimante</translation>
  </message>
  <message>
   <source>Labels (*.svg *.zpl)</source>
   <translation>Étiquettes (*.svg *.zpl)</translation>
  </message>
  <message>
   <source>Print…</source>
   <translation>Imprimer…</translation>
  </message>
  <message>
   <source>Save…</source>
   <translation>Enregistrer…</translation>
  </message>
  <message>
   <source>Send to label printer</source>
   <translation>Envoyer à l’imprimante</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Format</translation>
  </message>
  <message>
   <source>The label as it will be printed</source>
   <translation>L’étiquette telle qu’elle sera imprimée</translation>
  </message>
  <message>
   <source>Width x height of the label</source>
   <translation>Largeur x hauteur de l’étiquette</translation>
  </message>
 </context>
 <context>
  <name>LineChart</name>
  <message>
   <source>Arrow keys go from point to point; drag a rectangle to enlarge it, turn the wheel to zoom</source>
   <translation>Les flèches vont de point en point ; tracez un rectangle pour l’agrandir, tournez la molette pour zoomer</translation>
  </message>
  <message>
   <source>Curve of the run</source>
   <translation>Courbe de la mesure</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>Lecture</translation>
  </message>
 </context>
 <context>
  <name>LineEditor</name>
  <message>
   <source>Take from {instrument}</source>
   <translation>Lire sur {instrument}</translation>
  </message>
  <message>
   <source>number</source>
   <translation>nombre</translation>
  </message>
 </context>
 <context>
  <name>LivePlot</name>
  <message>
   <source>Curve: {data}</source>
   <translation>Courbe : {data}</translation>
  </message>
  <message>
   <source>Histogram: {data}</source>
   <translation>Histogramme : {data}</translation>
  </message>
  <message>
   <source>Horizontal axis</source>
   <translation>Axe horizontal</translation>
  </message>
  <message>
   <source>Horizontal axis in decades</source>
   <translation>Axe horizontal en décades</translation>
  </message>
  <message>
   <source>Map: {data}</source>
   <translation>Carte : {data}</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>Lecture</translation>
  </message>
  <message>
   <source>Vertical axis or value in decades</source>
   <translation>Axe vertical ou valeur en décades</translation>
  </message>
  <message>
   <source>Vertical axis, or the value that is drawn</source>
   <translation>Axe vertical, ou la valeur tracée</translation>
  </message>
  <message>
   <source>Waveforms: {data}</source>
   <translation>Formes d’onde : {data}</translation>
  </message>
  <message>
   <source>What is drawn</source>
   <translation>Ce qui est tracé</translation>
  </message>
  <message>
   <source>What is measured appears here as it is taken.</source>
   <translation>Les mesures s’affichent ici au fur et à mesure.</translation>
  </message>
  <message>
   <source>against</source>
   <translation>selon</translation>
  </message>
  <message>
   <source>log</source>
   <translation>log</translation>
  </message>
 </context>
 <context>
  <name>LockScreen</name>
  <message>
   <source>Abort the run  (Esc)</source>
   <translation>Arrêter la mesure  (Échap)</translation>
  </message>
  <message>
   <source>Badge or name</source>
   <translation>Badge ou nom</translation>
  </message>
  <message>
   <source>Locked</source>
   <translation>Verrouillé</translation>
  </message>
  <message>
   <source>Locked. {name} was at the bench; who goes on?</source>
   <translation>Verrouillé. {name} était au banc ; qui continue ?</translation>
  </message>
  <message>
   <source>Nobody is named: scan a badge or type a name, then Enter.</source>
   <translation>Aucun nom : scannez un badge ou saisissez un nom, puis Entrée.</translation>
  </message>
  <message>
   <source>Scan your badge or type your name</source>
   <translation>Scannez votre badge ou saisissez votre nom</translation>
  </message>
  <message>
   <source>Who is at the bench? The name is kept with each run.</source>
   <translation>Qui est au banc ? Le nom est gardé avec chaque mesure.</translation>
  </message>
 </context>
 <context>
  <name>LogPage</name>
  <message>
   <source>Log</source>
   <translation>Journal</translation>
  </message>
  <message>
   <source>Nothing has happened yet.</source>
   <translation>Il ne s’est encore rien passé.</translation>
  </message>
  <message>
   <source>UNSAFE {output}: {reason}</source>
   <translation>DANGER {output} : {reason}</translation>
  </message>
  <message>
   <source>holds</source>
   <translation>respecté</translation>
  </message>
  <message>
   <source>interlock</source>
   <translation>verrouillage</translation>
  </message>
  <message>
   <source>is violated</source>
   <translation>violé</translation>
  </message>
  <message>
   <source>making the bench safe: {reason}</source>
   <translation>mise en sécurité du banc : {reason}</translation>
  </message>
  <message>
   <source>run</source>
   <translation>mesure</translation>
  </message>
  <message>
   <source>verdict: {verdict}</source>
   <translation>verdict : {verdict}</translation>
  </message>
  <message>
   <source>{output} is safe</source>
   <translation>{output} est en sécurité</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>A run is going on</source>
   <translation>Une mesure est en cours</translation>
  </message>
  <message>
   <source>A run is going on; change the bench when it has ended.</source>
   <translation>Une mesure est en cours ; changez de banc quand elle sera finie.</translation>
  </message>
  <message>
   <source>Abort the run, make the bench safe and close?</source>
   <translation>Arrêter la mesure, mettre le banc en sécurité et fermer ?</translation>
  </message>
  <message>
   <source>An earlier run was interrupted; its data are kept: {run}</source>
   <translation>Une mesure précédente a été interrompue ; ses données sont gardées : {run}</translation>
  </message>
  <message>
   <source>Show it</source>
   <translation>L’afficher</translation>
  </message>
  <message>
   <source>locked</source>
   <translation>verrouillé</translation>
  </message>
 </context>
 <context>
  <name>ManualPanel</name>
  <message>
   <source>&amp;End: ramp down and off</source>
   <translation>&amp;Rendre la main : descendre et couper</translation>
  </message>
  <message>
   <source>&amp;Take control</source>
   <translation>&amp;Prendre la main</translation>
  </message>
  <message>
   <source>Alt+E; Esc does it at once</source>
   <translation>Alt+R ; Échap le fait aussitôt</translation>
  </message>
  <message>
   <source>Connecting to the instruments…</source>
   <translation>Connexion aux instruments…</translation>
  </message>
  <message>
   <source>Connects to the instruments; nothing is switched on yet (Alt+T)</source>
   <translation>Se connecte aux instruments ; rien n’est encore sous tension (Alt+P)</translation>
  </message>
  <message>
   <source>Control was given back; everything is off</source>
   <translation>La main est rendue ; tout est hors tension</translation>
  </message>
  <message>
   <source>Making the bench safe…</source>
   <translation>Mise en sécurité du banc…</translation>
  </message>
  <message>
   <source>Outputs move by ramps alone, and are ramped down when you leave this page. All is kept as a run.</source>
   <translation>Les sorties ne bougent qu’en rampe, et descendent quand vous quittez cette page. Tout est gardé comme une mesure.</translation>
  </message>
  <message>
   <source>Ramp down after this time without a command</source>
   <translation>Descendre après cette durée sans commande</translation>
  </message>
  <message>
   <source>Ramp down without a command after</source>
   <translation>Descendre si inactif pendant</translation>
  </message>
 </context>
 <context>
  <name>MapChart</name>
  <message>
   <source>Column</source>
   <translation>Colonne</translation>
  </message>
  <message>
   <source>Map of the component</source>
   <translation>Carte du composant</translation>
  </message>
  <message>
   <source>Row</source>
   <translation>Ligne</translation>
  </message>
  <message>
   <source>not measured</source>
   <translation>non mesuré</translation>
  </message>
  <message>
   <source>row {row}, column {column}: {value}</source>
   <translation>ligne {row}, colonne {column} : {value}</translation>
  </message>
 </context>
 <context>
  <name>OfferList</name>
  <message>
   <source>Other procedures</source>
   <translation>Autres procédures</translation>
  </message>
  <message>
   <source>Procedures</source>
   <translation>Procédures</translation>
  </message>
  <message>
   <source>not possible on this bench</source>
   <translation>impossible sur ce banc</translation>
  </message>
  <message>
   <source>not run yet</source>
   <translation>pas encore faite</translation>
  </message>
  <message>
   <source>not run yet, takes about {time}</source>
   <translation>pas encore faite, environ {time}</translation>
  </message>
 </context>
 <context>
  <name>OperatorsPanel</name>
  <message>
   <source>Badge</source>
   <translation>Badge</translation>
  </message>
  <message>
   <source>Badge of the operator</source>
   <translation>Badge de l’opérateur</translation>
  </message>
  <message>
   <source>Enter operator</source>
   <translation>Inscrire l’opérateur</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Nom</translation>
  </message>
  <message>
   <source>Name of the operator</source>
   <translation>Nom de l’opérateur</translation>
  </message>
  <message>
   <source>Nobody is entered yet. A name can be typed at the bench all the same; a badge has to be entered first.</source>
   <translation>Personne n’est encore inscrit. Un nom peut quand même être saisi au banc ; un badge doit d’abord être inscrit.</translation>
  </message>
  <message>
   <source>Operators</source>
   <translation>Opérateurs</translation>
  </message>
  <message>
   <source>scan the badge, or leave empty</source>
   <translation>scanner le badge, ou laisser vide</translation>
  </message>
 </context>
 <context>
  <name>OverlayFigure</name>
  <message>
   <source>Curves</source>
   <translation>Courbes</translation>
  </message>
  <message>
   <source>Legend</source>
   <translation>Légende</translation>
  </message>
 </context>
 <context>
  <name>OverlayPanel</name>
  <message>
   <source>Along x</source>
   <translation>En x</translation>
  </message>
  <message>
   <source>Along y</source>
   <translation>En y</translation>
  </message>
  <message>
   <source>Alt+Left</source>
   <translation>Alt+Gauche</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Retour</translation>
  </message>
  <message>
   <source>Colour by verdict</source>
   <translation>Couleur selon verdict</translation>
  </message>
  <message>
   <source>Curves</source>
   <translation>Courbes</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>Exporter…</translation>
  </message>
  <message>
   <source>Reading the curves…</source>
   <translation>Lecture des courbes…</translation>
  </message>
  <message>
   <source>Table</source>
   <translation>Tableau</translation>
  </message>
  <message>
   <source>These runs have no curves.</source>
   <translation>Ces mesures n’ont pas de courbes.</translation>
  </message>
  <message>
   <source>log x</source>
   <translation>log x</translation>
  </message>
  <message>
   <source>log y</source>
   <translation>log y</translation>
  </message>
  <message>
   <source>{count} curves</source>
   <translation>{count} courbes</translation>
  </message>
  <message>
   <source>{count} curves; {left_out} of the runs have no such table</source>
   <translation>{count} courbes ; {left_out} mesures n’ont pas ce tableau</translation>
  </message>
 </context>
 <context>
  <name>Pages</name>
  <message>
   <source>Log</source>
   <translation>Journal</translation>
  </message>
  <message>
   <source>Production</source>
   <translation>Production</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Mesure</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Réglages</translation>
  </message>
  <message>
   <source>Station</source>
   <translation>Banc</translation>
  </message>
 </context>
 <context>
  <name>PlotFoot</name>
  <message>
   <source>Ctrl+0: back from the zoom to all of the curve</source>
   <translation>Ctrl+0 : du zoom à toute la courbe</translation>
  </message>
  <message>
   <source>Ctrl+E: writes what is drawn as a table, a picture or a drawing</source>
   <translation>Ctrl+E : écrit ce qui est tracé comme tableau, image ou dessin</translation>
  </message>
  <message>
   <source>Curve of {run} beneath</source>
   <translation>Courbe de {run} dessous</translation>
  </message>
  <message>
   <source>Save…</source>
   <translation>Enregistrer…</translation>
  </message>
  <message>
   <source>Show all</source>
   <translation>Tout voir</translation>
  </message>
 </context>
 <context>
  <name>PointReader</name>
  <message>
   <source>Reading</source>
   <translation>Lecture</translation>
  </message>
 </context>
 <context>
  <name>PresetBar</name>
  <message>
   <source>Defaults</source>
   <translation>Par défaut</translation>
  </message>
  <message>
   <source>Forgets the preset of this name</source>
   <translation>Oublie le préréglage de ce nom</translation>
  </message>
  <message>
   <source>Keeps these settings under this name for this bench</source>
   <translation>Garde ces réglages sous ce nom pour ce banc</translation>
  </message>
  <message>
   <source>Name of the preset</source>
   <translation>Nom du préréglage</translation>
  </message>
  <message>
   <source>Not kept: mend the settings first.</source>
   <translation>Non gardé : corrigez d’abord les réglages.</translation>
  </message>
  <message>
   <source>Preset</source>
   <translation>Préréglage</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Retirer</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Enregistrer</translation>
  </message>
  <message>
   <source>{name} does not fit any more: {problem}</source>
   <translation>{name} ne convient plus : {problem}</translation>
  </message>
 </context>
 <context>
  <name>ProductionPage</name>
  <message>
   <source>Components</source>
   <translation>Composants</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>Exporter…</translation>
  </message>
  <message>
   <source>Lays the curves of the chosen runs over one another; choose several with Ctrl or Shift</source>
   <translation>Superpose les courbes des mesures choisies ; Ctrl ou Maj pour en choisir plusieurs</translation>
  </message>
  <message>
   <source>No component is like that. Look for less, or enter one by measuring it.</source>
   <translation>Aucun composant ne correspond. Cherchez moins précis, ou mesurez-en un.</translation>
  </message>
  <message>
   <source>No run is like that. Look for less, or measure something.</source>
   <translation>Aucune mesure ne correspond. Cherchez moins précis, ou mesurez.</translation>
  </message>
  <message>
   <source>Nothing has been measured yet.</source>
   <translation>Rien n’a encore été mesuré.</translation>
  </message>
  <message>
   <source>Nothing here is called {text}.</source>
   <translation>Rien ici ne s’appelle {text}.</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation>Mesures</translation>
  </message>
  <message>
   <source>Show curves</source>
   <translation>Voir les courbes</translation>
  </message>
  <message>
   <source>Writes all that was found, not only what was scrolled to (Ctrl+E)</source>
   <translation>Écrit tout ce qui a été trouvé, pas seulement ce qui est affiché (Ctrl+E)</translation>
  </message>
  <message>
   <source>Written: {file}</source>
   <translation>Écrit : {file}</translation>
  </message>
 </context>
 <context>
  <name>ProgressPanel</name>
  <message>
   <source>Progress</source>
   <translation>Avancement</translation>
  </message>
  <message>
   <source>connecting to the bench…</source>
   <translation>connexion au banc…</translation>
  </message>
  <message>
   <source>keeping the record…</source>
   <translation>enregistrement…</translation>
  </message>
  <message>
   <source>making the bench safe…</source>
   <translation>mise en sécurité du banc…</translation>
  </message>
  <message>
   <source>next: {test}; Esc stops here</source>
   <translation>ensuite : {test} ; Échap arrête ici</translation>
  </message>
  <message>
   <source>paused</source>
   <translation>en pause</translation>
  </message>
  <message>
   <source>paused, outputs as they are</source>
   <translation>en pause, sorties inchangées</translation>
  </message>
  <message>
   <source>running for {time}</source>
   <translation>en cours depuis {time}</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>reste {time}</translation>
  </message>
 </context>
 <context>
  <name>PromptInputs</name>
  <message>
   <source>a number</source>
   <translation>un nombre</translation>
  </message>
  <message>
   <source>a number with its unit, such as 5 {unit}</source>
   <translation>un nombre avec son unité, comme 5 {unit}</translation>
  </message>
  <message>
   <source>choose</source>
   <translation>choisir</translation>
  </message>
  <message>
   <source>choose one first</source>
   <translation>choisissez d’abord</translation>
  </message>
 </context>
 <context>
  <name>PromptPanel</name>
  <message>
   <source>Answer</source>
   <translation>Répondre</translation>
  </message>
  <message>
   <source>Ctrl+Enter</source>
   <translation>Ctrl+Entrée</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Fait</translation>
  </message>
  <message>
   <source>Finish form</source>
   <translation>Terminer</translation>
  </message>
  <message>
   <source>Question to the operator</source>
   <translation>Question à l’opérateur</translation>
  </message>
 </context>
 <context>
  <name>Rail</name>
  <message>
   <source>Operator {name}: change or lock</source>
   <translation>Opérateur {name} : changer ou verrouiller</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>Pages</translation>
  </message>
  <message>
   <source>nobody</source>
   <translation>personne</translation>
  </message>
  <message>
   <source>simulated</source>
   <translation>simulé</translation>
  </message>
  <message>
   <source>{name} is at the bench. Change the operator or lock the screen (Ctrl+L)</source>
   <translation>{name} est au banc. Changer d’opérateur ou verrouiller l’écran (Ctrl+L)</translation>
  </message>
 </context>
 <context>
  <name>ResultsPanel</name>
  <message>
   <source>&amp;Next component</source>
   <translation>Composant suiva&amp;nt</translation>
  </message>
  <message>
   <source>* no public source gives this limit: unverified</source>
   <translation>* limite sans source publique : non vérifiée</translation>
  </message>
  <message>
   <source>Alt+N</source>
   <translation>Alt+N</translation>
  </message>
  <message>
   <source>NOT RUN</source>
   <translation>NON LANCÉ</translation>
  </message>
  <message>
   <source>Reason</source>
   <translation>Raison</translation>
  </message>
  <message>
   <source>Verdict</source>
   <translation>Verdict</translation>
  </message>
 </context>
 <context>
  <name>ResultsTable</name>
  <message>
   <source>Limit</source>
   <translation>Limite</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Résultat</translation>
  </message>
  <message>
   <source>Results against their limits</source>
   <translation>Résultats et leurs limites</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Valeur</translation>
  </message>
  <message>
   <source>Verdict</source>
   <translation>Verdict</translation>
  </message>
  <message>
   <source>info</source>
   <translation>info</translation>
  </message>
 </context>
 <context>
  <name>RolePanel</name>
  <message>
   <source>ON</source>
   <translation>SOUS TENSION</translation>
  </message>
  <message>
   <source>off</source>
   <translation>coupé</translation>
  </message>
 </context>
 <context>
  <name>RowsEditor</name>
  <message>
   <source>File with {field}</source>
   <translation>Fichier avec {field}</translation>
  </message>
  <message>
   <source>Read file…</source>
   <translation>Lire un fichier…</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Retirer</translation>
  </message>
  <message>
   <source>at least {count}</source>
   <translation>au moins {count}</translation>
  </message>
  <message>
   <source>{field}: read a file</source>
   <translation>{field} : lire un fichier</translation>
  </message>
  <message>
   <source>{field}: remove the chosen rows, or the last one</source>
   <translation>{field} : retirer les lignes choisies, ou la dernière</translation>
  </message>
  <message>
   <source>{field}: rows</source>
   <translation>{field} : lignes</translation>
  </message>
  <message>
   <source>{row}, then Enter</source>
   <translation>{row}, puis Entrée</translation>
  </message>
  <message>
   <source>{row}: press Enter to add it</source>
   <translation>{row} : Entrée pour l’ajouter</translation>
  </message>
 </context>
 <context>
  <name>RowsPanel</name>
  <message>
   <source>Enter</source>
   <translation>Entrée</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Ouvrir</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>Recherche…</translation>
  </message>
  <message>
   <source>{count} found</source>
   <translation>{count} trouvés</translation>
  </message>
 </context>
 <context>
  <name>RunPage</name>
  <message>
   <source>A run is going on. Measure again when it has ended.</source>
   <translation>Une mesure est en cours. Recommencez quand elle sera finie.</translation>
  </message>
  <message>
   <source>This bench cannot run {procedure}.</source>
   <translation>Ce banc ne peut pas exécuter {procedure}.</translation>
  </message>
 </context>
 <context>
  <name>RunPanel</name>
  <message>
   <source>* no public source gives this limit: unverified</source>
   <translation>* limite sans source publique : non vérifiée</translation>
  </message>
  <message>
   <source>Alt+Left</source>
   <translation>Alt+Gauche</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Retour</translation>
  </message>
  <message>
   <source>Bench</source>
   <translation>Banc</translation>
  </message>
  <message>
   <source>Component</source>
   <translation>Composant</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Compte</translation>
  </message>
  <message>
   <source>Curves</source>
   <translation>Courbes</translation>
  </message>
  <message>
   <source>Data</source>
   <translation>Données</translation>
  </message>
  <message>
   <source>Duration</source>
   <translation>Durée</translation>
  </message>
  <message>
   <source>File</source>
   <translation>Fichier</translation>
  </message>
  <message>
   <source>Goes to the Run page with this component, procedure and settings; starts nothing</source>
   <translation>Va à la page Mesure avec ce composant, cette procédure et ces réglages ; ne démarre rien</translation>
  </message>
  <message>
   <source>Invalidate the run</source>
   <translation>Invalider la mesure</translation>
  </message>
  <message>
   <source>Invalidate…</source>
   <translation>Invalider…</translation>
  </message>
  <message>
   <source>It does not count: {reason}</source>
   <translation>Elle ne compte pas : {reason}</translation>
  </message>
  <message>
   <source>Keeps a remark with the run</source>
   <translation>Garde une remarque avec la mesure</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Note</translation>
  </message>
  <message>
   <source>Note…</source>
   <translation>Note…</translation>
  </message>
  <message>
   <source>Operator</source>
   <translation>Opérateur</translation>
  </message>
  <message>
   <source>Repeat</source>
   <translation>Répéter</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Rapport</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Mesure</translation>
  </message>
  <message>
   <source>Shows any columns of its tables</source>
   <translation>Affiche les colonnes de ses tableaux</translation>
  </message>
  <message>
   <source>Shows the component of this run</source>
   <translation>Affiche le composant de cette mesure</translation>
  </message>
  <message>
   <source>Signed off</source>
   <translation>Visé</translation>
  </message>
  <message>
   <source>Specification</source>
   <translation>Spécification</translation>
  </message>
  <message>
   <source>Stage</source>
   <translation>Étape</translation>
  </message>
  <message>
   <source>Started</source>
   <translation>Début</translation>
  </message>
  <message>
   <source>The run does not count any more; nothing is deleted</source>
   <translation>La mesure ne compte plus ; rien n’est effacé</translation>
  </message>
  <message>
   <source>Verdict</source>
   <translation>Verdict</translation>
  </message>
  <message>
   <source>Waiver</source>
   <translation>Dérogation</translation>
  </message>
  <message>
   <source>What should be kept with this run?</source>
   <translation>Que faut-il garder avec cette mesure ?</translation>
  </message>
  <message>
   <source>Why must this run not count? The reason is kept.</source>
   <translation>Pourquoi cette mesure ne doit-elle pas compter ? La raison est gardée.</translation>
  </message>
  <message>
   <source>Writes the report beside the run file and opens it</source>
   <translation>Écrit le rapport à côté du fichier de mesure et l’ouvre</translation>
  </message>
  <message>
   <source>no</source>
   <translation>non</translation>
  </message>
  <message>
   <source>nobody named</source>
   <translation>personne de nommé</translation>
  </message>
  <message>
   <source>unassigned</source>
   <translation>sans composant</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>oui</translation>
  </message>
 </context>
 <context>
  <name>SectionForm</name>
  <message>
   <source>&amp;Find…</source>
   <translation>C&amp;hercher…</translation>
  </message>
  <message>
   <source>Connects, asks who is there and reads; nothing is switched on (Alt+E)</source>
   <translation>Se connecte, demande qui est là et lit ; rien n’est mis sous tension (Alt+E)</translation>
  </message>
  <message>
   <source>Looks for what is connected and asks it who it is (Alt+F)</source>
   <translation>Cherche ce qui est connecté et demande qui c’est (Alt+H)</translation>
  </message>
  <message>
   <source>T&amp;est</source>
   <translation>T&amp;ester</translation>
  </message>
  <message>
   <source>The bench</source>
   <translation>Le banc</translation>
  </message>
  <message>
   <source>{title}: {roles}</source>
   <translation>{title} : {roles}</translation>
  </message>
 </context>
 <context>
  <name>SetupPanel</name>
  <message>
   <source>&amp;Pause</source>
   <translation>&amp;Pause</translation>
  </message>
  <message>
   <source>&amp;Resume</source>
   <translation>Re&amp;prendre</translation>
  </message>
  <message>
   <source>&amp;Start</source>
   <translation>&amp;Démarrer</translation>
  </message>
  <message>
   <source>Alt+P: the procedure stands still, outputs stay as they are</source>
   <translation>Alt+P : la procédure s’arrête, les sorties restent telles quelles</translation>
  </message>
  <message>
   <source>Alt+S</source>
   <translation>Alt+D</translation>
  </message>
  <message>
   <source>Begins the next test of the stage a moment after a PASS, with its settings at their defaults</source>
   <translation>Lance le test suivant de l’étape peu après un CONFORME, avec ses réglages par défaut</translation>
  </message>
  <message>
   <source>Continue the interrupted run</source>
   <translation>Reprendre la mesure interrompue</translation>
  </message>
  <message>
   <source>Go on after a PASS</source>
   <translation>Enchaîner si conforme</translation>
  </message>
  <message>
   <source>Procedures</source>
   <translation>Procédures</translation>
  </message>
  <message>
   <source>Scan a component, then choose a procedure.</source>
   <translation>Scannez un composant, puis choisissez une procédure.</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Réglages</translation>
  </message>
  <message>
   <source>Takes over what was measured before it stopped, with the settings of that run</source>
   <translation>Reprend ce qui a été mesuré avant l’arrêt, avec les réglages de cette mesure</translation>
  </message>
  <message>
   <source>Tests at {stage}</source>
   <translation>Tests : {stage}</translation>
  </message>
  <message>
   <source>This procedure has no settings.</source>
   <translation>Cette procédure n’a pas de réglages.</translation>
  </message>
 </context>
 <context>
  <name>StationPage</name>
  <message>
   <source>Instruments</source>
   <translation>Instruments</translation>
  </message>
  <message>
   <source>Interlocks</source>
   <translation>Verrouillages</translation>
  </message>
  <message>
   <source>Manual control</source>
   <translation>Commande manuelle</translation>
  </message>
  <message>
   <source>Simulation</source>
   <translation>Simulation</translation>
  </message>
  <message>
   <source>Station file</source>
   <translation>Fichier de banc</translation>
  </message>
 </context>
 <context>
  <name>Strip</name>
  <message>
   <source>Abort  (Esc)</source>
   <translation>Arrêter  (Échap)</translation>
  </message>
  <message>
   <source>Esc: stops the run and makes the bench safe</source>
   <translation>Échap : arrête la mesure et met le banc en sécurité</translation>
  </message>
  <message>
   <source>State of the bench</source>
   <translation>État du banc</translation>
  </message>
  <message>
   <source>dew {value}</source>
   <translation>rosée {value}</translation>
  </message>
  <message>
   <source>interlocks not checked yet</source>
   <translation>verrouillages non vérifiés</translation>
  </message>
  <message>
   <source>no output is on</source>
   <translation>rien sous tension</translation>
  </message>
  <message>
   <source>{output}  ON</source>
   <translation>{output}  SOUS TENSION</translation>
  </message>
  <message>
   <source>{output}  UNSAFE</source>
   <translation>{output}  DANGER</translation>
  </message>
  <message>
   <source>{output}  off</source>
   <translation>{output}  coupé</translation>
  </message>
  <message>
   <source>{value}RH</source>
   <translation>{value}HR</translation>
  </message>
  <message>
   <source>✓ interlocks hold</source>
   <translation>✓ verrouillages respectés</translation>
  </message>
 </context>
 <context>
  <name>Tabs</name>
  <message>
   <source>Components</source>
   <translation>Composants</translation>
  </message>
  <message>
   <source>Distributions</source>
   <translation>Distributions</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation>Mesures</translation>
  </message>
  <message>
   <source>Yield</source>
   <translation>Rendement</translation>
  </message>
 </context>
 <context>
  <name>TrainingPanel</name>
  <message>
   <source>&amp;Put in</source>
   <translation>&amp;Poser</translation>
  </message>
  <message>
   <source>&amp;Start the simulated bench</source>
   <translation>&amp;Démarrer le banc simulé</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>Dispositif</translation>
  </message>
  <message>
   <source>Device on the bench</source>
   <translation>Dispositif sur le banc</translation>
  </message>
  <message>
   <source>Each run starts a simulated bench of its own. Start one that lasts to put faults in.</source>
   <translation>Chaque mesure démarre son propre banc simulé. Démarrez-en un qui dure pour y créer des défauts.</translation>
  </message>
  <message>
   <source>Fault</source>
   <translation>Défaut</translation>
  </message>
  <message>
   <source>Faults</source>
   <translation>Défauts</translation>
  </message>
  <message>
   <source>Instrument</source>
   <translation>Instrument</translation>
  </message>
  <message>
   <source>Lasts</source>
   <translation>Durée</translation>
  </message>
  <message>
   <source>Only after</source>
   <translation>Seulement après</translation>
  </message>
  <message>
   <source>Only after commands</source>
   <translation>Après un nombre de commandes</translation>
  </message>
  <message>
   <source>Only from a bias of</source>
   <translation>À partir d’une polarisation de</translation>
  </message>
  <message>
   <source>Put &amp;fault in</source>
   <translation>Créer le dé&amp;faut</translation>
  </message>
  <message>
   <source>Rate</source>
   <translation>Vitesse</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Graine</translation>
  </message>
  <message>
   <source>Spoiled answers</source>
   <translation>Réponses altérées</translation>
  </message>
  <message>
   <source>Starting…</source>
   <translation>Démarrage…</translation>
  </message>
  <message>
   <source>State</source>
   <translation>État</translation>
  </message>
  <message>
   <source>Take all away</source>
   <translation>Tout supprimer</translation>
  </message>
  <message>
   <source>Take away</source>
   <translation>Supprimer</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>Texte</translation>
  </message>
  <message>
   <source>The seed is a whole number, such as 1.</source>
   <translation>La graine est un nombre entier, comme 1.</translation>
  </message>
  <message>
   <source>What is true</source>
   <translation>Ce qui est vrai</translation>
  </message>
  <message>
   <source>What is true of the simulated bench</source>
   <translation>Ce qui est vrai du banc simulé</translation>
  </message>
  <message>
   <source>air</source>
   <translation>air</translation>
  </message>
  <message>
   <source>current through it</source>
   <translation>courant traversant</translation>
  </message>
  <message>
   <source>device</source>
   <translation>dispositif</translation>
  </message>
  <message>
   <source>has struck</source>
   <translation>survenu</translation>
  </message>
  <message>
   <source>none</source>
   <translation>aucune</translation>
  </message>
  <message>
   <source>outputs on</source>
   <translation>sorties sous tension</translation>
  </message>
  <message>
   <source>voltage on it</source>
   <translation>tension appliquée</translation>
  </message>
  <message>
   <source>waits</source>
   <translation>en attente</translation>
  </message>
  <message>
   <source>{temperature}  {humidity} %RH</source>
   <translation>{temperature}  {humidity} %HR</translation>
  </message>
 </context>
 <context>
  <name>Verdict</name>
  <message>
   <source>ABORTED</source>
   <translation>ABANDONNÉ</translation>
  </message>
  <message>
   <source>COMPLETED</source>
   <translation>TERMINÉ</translation>
  </message>
  <message>
   <source>ERROR</source>
   <translation>ERREUR</translation>
  </message>
  <message>
   <source>FAIL</source>
   <translation>NON CONFORME</translation>
  </message>
  <message>
   <source>INCONCLUSIVE</source>
   <translation>NON CONCLUANT</translation>
  </message>
  <message>
   <source>INTERRUPTED</source>
   <translation>INTERROMPU</translation>
  </message>
  <message>
   <source>PASS</source>
   <translation>CONFORME</translation>
  </message>
 </context>
 <context>
  <name>WireView</name>
  <message>
   <source>Keeps what goes over the wires of all instruments: the newest 1000 lines</source>
   <translation>Garde ce qui passe sur les liaisons de tous les instruments : les 1000 dernières lignes</translation>
  </message>
  <message>
   <source>Not saved: {reason}. Choose another folder.</source>
   <translation>Non enregistré : {reason}. Choisissez un autre dossier.</translation>
  </message>
  <message>
   <source>Record</source>
   <translation>Capturer</translation>
  </message>
  <message>
   <source>Save the wire log</source>
   <translation>Enregistrer le journal des liaisons</translation>
  </message>
  <message>
   <source>Saved as {file}</source>
   <translation>Enregistré : {file}</translation>
  </message>
  <message>
   <source>Save…</source>
   <translation>Enregistrer…</translation>
  </message>
  <message>
   <source>Tick Record, then test an instrument or start a run: its lines appear here.</source>
   <translation>Cochez Capturer, puis testez un instrument ou lancez une mesure : ses lignes s’affichent ici.</translation>
  </message>
  <message>
   <source>Wire log</source>
   <translation>Journal des liaisons</translation>
  </message>
 </context>
 <context>
  <name>YieldFigure</name>
  <message>
   <source>(none)</source>
   <translation>(aucun)</translation>
  </message>
  <message>
   <source>Yield</source>
   <translation>Rendement</translation>
  </message>
  <message>
   <source>Yield (%)</source>
   <translation>Rendement (%)</translation>
  </message>
  <message>
   <source>{group}, first attempt</source>
   <translation>{group}, premier essai</translation>
  </message>
 </context>
 <context>
  <name>YieldPanel</name>
  <message>
   <source>(none)</source>
   <translation>(aucun)</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Échecs</translation>
  </message>
  <message>
   <source>First attempt</source>
   <translation>Premier essai</translation>
  </message>
  <message>
   <source>Inconclusive</source>
   <translation>Indécis</translation>
  </message>
  <message>
   <source>Nothing has been judged yet. The yield appears with the first verdict that counts.</source>
   <translation>Rien n’a encore été jugé. Le rendement apparaît avec le premier verdict qui compte.</translation>
  </message>
  <message>
   <source>Of</source>
   <translation>Par</translation>
  </message>
  <message>
   <source>Passed</source>
   <translation>Conformes</translation>
  </message>
  <message>
   <source>Passed among passed and failed; inconclusive ones are counted apart. Exact intervals (Clopper-Pearson) at 95 %.</source>
   <translation>Conformes parmi conformes et non conformes ; les indécis sont comptés à part. Intervalles exacts (Clopper-Pearson) à 95 %.</translation>
  </message>
  <message>
   <source>Period</source>
   <translation>Période</translation>
  </message>
  <message>
   <source>Yield</source>
   <translation>Rendement</translation>
  </message>
  <message>
   <source>Yields</source>
   <translation>Rendements</translation>
  </message>
  <message>
   <source>all</source>
   <translation>toute</translation>
  </message>
 </context>
 <context>
  <name>data</name>
  <message>
   <source>; </source>
   <translation> ; </translation>
  </message>
  <message>
   <source>ALTIROC chip</source>
   <translation>puce ALTIROC</translation>
  </message>
  <message>
   <source>After</source>
   <translation>Après</translation>
  </message>
  <message>
   <source>Amplitude</source>
   <translation>Amplitude</translation>
  </message>
  <message>
   <source>Averages</source>
   <translation>Moyennages</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Dos</translation>
  </message>
  <message>
   <source>Bad pads</source>
   <translation>Pads défectueux</translation>
  </message>
  <message>
   <source>Bad pixel</source>
   <translation>Pixel défectueux</translation>
  </message>
  <message>
   <source>Balance</source>
   <translation>Balance</translation>
  </message>
  <message>
   <source>Batch</source>
   <translation>Lot</translation>
  </message>
  <message>
   <source>Baud rate</source>
   <translation>Débit (bauds)</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>Avant</translation>
  </message>
  <message>
   <source>Bias</source>
   <translation>Polarisation</translation>
  </message>
  <message>
   <source>Bias source</source>
   <translation>Source de polarisation</translation>
  </message>
  <message>
   <source>Bias voltage</source>
   <translation>Tension de polarisation</translation>
  </message>
  <message>
   <source>Break mode</source>
   <translation>Mode de rupture</translation>
  </message>
  <message>
   <source>Breakdown pole</source>
   <translation>Pôle de claquage</translation>
  </message>
  <message>
   <source>Breakdown voltage</source>
   <translation>Tension de claquage</translation>
  </message>
  <message>
   <source>Breakdown voltage average</source>
   <translation>Tension de claquage moyenne</translation>
  </message>
  <message>
   <source>Breakdown voltage gradient</source>
   <translation>Gradient de la tension de claquage</translation>
  </message>
  <message>
   <source>Breakdown voltage gradient columns</source>
   <translation>Gradient de claquage, colonnes</translation>
  </message>
  <message>
   <source>Breakdown voltage gradient rows</source>
   <translation>Gradient de claquage, lignes</translation>
  </message>
  <message>
   <source>Breakdown voltage linear</source>
   <translation>Tension de claquage, linéaire</translation>
  </message>
  <message>
   <source>Breakdown voltage lowest</source>
   <translation>Tension de claquage minimale</translation>
  </message>
  <message>
   <source>Breakdown voltage spread</source>
   <translation>Dispersion de la tension de claquage</translation>
  </message>
  <message>
   <source>Breakdown voltage uncorrected</source>
   <translation>Tension de claquage non corrigée</translation>
  </message>
  <message>
   <source>Built in</source>
   <translation>Tension interne</translation>
  </message>
  <message>
   <source>CV</source>
   <translation>CV</translation>
  </message>
  <message>
   <source>Capacitance</source>
   <translation>Capacité</translation>
  </message>
  <message>
   <source>Capacitance sd</source>
   <translation>Écart type de la capacité</translation>
  </message>
  <message>
   <source>Centre</source>
   <translation>Centre</translation>
  </message>
  <message>
   <source>Channel</source>
   <translation>Voie</translation>
  </message>
  <message>
   <source>Charge</source>
   <translation>Charge</translation>
  </message>
  <message>
   <source>Charge scale</source>
   <translation>Échelle de charge</translation>
  </message>
  <message>
   <source>Check contact</source>
   <translation>Vérifier le contact</translation>
  </message>
  <message>
   <source>Check leakage</source>
   <translation>Vérifier la fuite</translation>
  </message>
  <message>
   <source>Chip</source>
   <translation>Puce</translation>
  </message>
  <message>
   <source>Clear trip</source>
   <translation>Réarmer</translation>
  </message>
  <message>
   <source>Climate chamber</source>
   <translation>Enceinte climatique</translation>
  </message>
  <message>
   <source>Climate sensor</source>
   <translation>Capteur climatique</translation>
  </message>
  <message>
   <source>Clipped</source>
   <translation>Écrêté</translation>
  </message>
  <message>
   <source>Clipped segments</source>
   <translation>Segments écrêtés</translation>
  </message>
  <message>
   <source>Collected charge</source>
   <translation>Charge collectée</translation>
  </message>
  <message>
   <source>Column</source>
   <translation>Colonne</translation>
  </message>
  <message>
   <source>Compliance</source>
   <translation>Courant limite</translation>
  </message>
  <message>
   <source>Connect</source>
   <translation>Connecter</translation>
  </message>
  <message>
   <source>Connected</source>
   <translation>Connecté</translation>
  </message>
  <message>
   <source>Contact</source>
   <translation>Contact</translation>
  </message>
  <message>
   <source>Contact capacitance</source>
   <translation>Capacité de contact</translation>
  </message>
  <message>
   <source>Contact current</source>
   <translation>Courant de contact</translation>
  </message>
  <message>
   <source>Contact voltage</source>
   <translation>Tension de contact</translation>
  </message>
  <message>
   <source>Contacts</source>
   <translation>Contacts</translation>
  </message>
  <message>
   <source>Count test pulses</source>
   <translation>Compter les impulsions de test</translation>
  </message>
  <message>
   <source>Current</source>
   <translation>Courant</translation>
  </message>
  <message>
   <source>Current scale</source>
   <translation>Échelle de courant</translation>
  </message>
  <message>
   <source>Current sd</source>
   <translation>Écart type du courant</translation>
  </message>
  <message>
   <source>Current slope</source>
   <translation>Pente du courant</translation>
  </message>
  <message>
   <source>Cv</source>
   <translation>CV</translation>
  </message>
  <message>
   <source>Cv contact</source>
   <translation>CV, contact</translation>
  </message>
  <message>
   <source>Cv stop</source>
   <translation>Arrêt CV</translation>
  </message>
  <message>
   <source>Cycles</source>
   <translation>Cycles</translation>
  </message>
  <message>
   <source>Cycles completed</source>
   <translation>Cycles achevés</translation>
  </message>
  <message>
   <source>Database</source>
   <translation>Base de données</translation>
  </message>
  <message>
   <source>Dead pixels</source>
   <translation>Pixels morts</translation>
  </message>
  <message>
   <source>Dead time fraction</source>
   <translation>Fraction de temps mort</translation>
  </message>
  <message>
   <source>Delay amplitude</source>
   <translation>Amplitude (retards)</translation>
  </message>
  <message>
   <source>Delay step</source>
   <translation>Pas de retard</translation>
  </message>
  <message>
   <source>Delay stop</source>
   <translation>Dernier retard</translation>
  </message>
  <message>
   <source>Depletion voltage</source>
   <translation>Tension de déplétion</translation>
  </message>
  <message>
   <source>Descend</source>
   <translation>Redescendre</translation>
  </message>
  <message>
   <source>Device channel</source>
   <translation>Voie du capteur</translation>
  </message>
  <message>
   <source>Device level</source>
   <translation>Seuil du capteur</translation>
  </message>
  <message>
   <source>Device scale</source>
   <translation>Calibre du capteur</translation>
  </message>
  <message>
   <source>Device silent</source>
   <translation>Capteur muet</translation>
  </message>
  <message>
   <source>Dew point margin</source>
   <translation>Marge au point de rosée</translation>
  </message>
  <message>
   <source>Difference width</source>
   <translation>Largeur de la différence</translation>
  </message>
  <message>
   <source>Disconnect all</source>
   <translation>Tout déconnecter</translation>
  </message>
  <message>
   <source>Doping peak</source>
   <translation>Pic de dopage</translation>
  </message>
  <message>
   <source>Doping peak depth</source>
   <translation>Profondeur du pic de dopage</translation>
  </message>
  <message>
   <source>Driver</source>
   <translation>Pilote</translation>
  </message>
  <message>
   <source>Duration</source>
   <translation>Durée</translation>
  </message>
  <message>
   <source>Dwell</source>
   <translation>Palier</translation>
  </message>
  <message>
   <source>Early pads</source>
   <translation>Pads à claquage précoce</translation>
  </message>
  <message>
   <source>Edges</source>
   <translation>Bords</translation>
  </message>
  <message>
   <source>Edges and corners</source>
   <translation>Bords et coins</translation>
  </message>
  <message>
   <source>Elapsed</source>
   <translation>Temps écoulé</translation>
  </message>
  <message>
   <source>Electrometer</source>
   <translation>Électromètre</translation>
  </message>
  <message>
   <source>End capacitance</source>
   <translation>Capacité finale</translation>
  </message>
  <message>
   <source>End capacitance ratio</source>
   <translation>Rapport des capacités finales</translation>
  </message>
  <message>
   <source>End sharpness</source>
   <translation>Raideur finale</translation>
  </message>
  <message>
   <source>End slope</source>
   <translation>Pente finale</translation>
  </message>
  <message>
   <source>Entries</source>
   <translation>Entrées</translation>
  </message>
  <message>
   <source>Events</source>
   <translation>Événements</translation>
  </message>
  <message>
   <source>Files</source>
   <translation>Fichiers</translation>
  </message>
  <message>
   <source>Final temperature</source>
   <translation>Température finale</translation>
  </message>
  <message>
   <source>Fine above</source>
   <translation>Pas fin au-dessus de</translation>
  </message>
  <message>
   <source>Fine span</source>
   <translation>Plage du pas fin</translation>
  </message>
  <message>
   <source>Fine step</source>
   <translation>Pas fin</translation>
  </message>
  <message>
   <source>First</source>
   <translation>Premier</translation>
  </message>
  <message>
   <source>Flatness</source>
   <translation>Planéité</translation>
  </message>
  <message>
   <source>Floor</source>
   <translation>Plancher</translation>
  </message>
  <message>
   <source>Foot width</source>
   <translation>Largeur du pied</translation>
  </message>
  <message>
   <source>Frequency</source>
   <translation>Fréquence</translation>
  </message>
  <message>
   <source>Front</source>
   <translation>Face</translation>
  </message>
  <message>
   <source>Gain</source>
   <translation>Gain</translation>
  </message>
  <message>
   <source>Gain divergence voltage</source>
   <translation>Tension de divergence du gain</translation>
  </message>
  <message>
   <source>Gain layer power</source>
   <translation>Exposant de la couche de gain</translation>
  </message>
  <message>
   <source>Gain layer voltage</source>
   <translation>Tension de la couche de gain</translation>
  </message>
  <message>
   <source>Gain layer voltage curvature</source>
   <translation>Couche de gain, par courbure</translation>
  </message>
  <message>
   <source>Gain layer voltage difference</source>
   <translation>Écart de la couche de gain</translation>
  </message>
  <message>
   <source>Gap</source>
   <translation>Écart</translation>
  </message>
  <message>
   <source>Gap between the hybrids</source>
   <translation>Écart entre les hybrides</translation>
  </message>
  <message>
   <source>Glue batch</source>
   <translation>Lot de colle</translation>
  </message>
  <message>
   <source>Glue mass</source>
   <translation>Masse de colle</translation>
  </message>
  <message>
   <source>Go to</source>
   <translation>Aller à</translation>
  </message>
  <message>
   <source>Golden device: does the bench measure as it did?</source>
   <translation>Composant étalon : le banc mesure-t-il comme avant ?</translation>
  </message>
  <message>
   <source>Grade</source>
   <translation>Classe</translation>
  </message>
  <message>
   <source>Guard ring</source>
   <translation>Anneau de garde</translation>
  </message>
  <message>
   <source>Guard ring conductance</source>
   <translation>Conductance de l’anneau de garde</translation>
  </message>
  <message>
   <source>Guard ring current</source>
   <translation>Courant de l’anneau de garde</translation>
  </message>
  <message>
   <source>HV hybrid, offset in x</source>
   <translation>Hybride HV, décalage en x</translation>
  </message>
  <message>
   <source>HV hybrid, offset in y</source>
   <translation>Hybride HV, décalage en y</translation>
  </message>
  <message>
   <source>HV hybrid, rotation</source>
   <translation>Hybride HV, rotation</translation>
  </message>
  <message>
   <source>Height</source>
   <translation>Hauteur</translation>
  </message>
  <message>
   <source>High</source>
   <translation>Haute</translation>
  </message>
  <message>
   <source>High plateau</source>
   <translation>Palier haut</translation>
  </message>
  <message>
   <source>High-voltage supply</source>
   <translation>Alimentation haute tension</translation>
  </message>
  <message>
   <source>Highest compliance</source>
   <translation>Courant limite maximal</translation>
  </message>
  <message>
   <source>Highest current</source>
   <translation>Courant maximal</translation>
  </message>
  <message>
   <source>Highest voltage</source>
   <translation>Tension maximale</translation>
  </message>
  <message>
   <source>Humidity</source>
   <translation>Humidité</translation>
  </message>
  <message>
   <source>Hv offset x</source>
   <translation>HV, décalage x</translation>
  </message>
  <message>
   <source>Hv offset y</source>
   <translation>HV, décalage y</translation>
  </message>
  <message>
   <source>Hv rotation</source>
   <translation>HV, rotation</translation>
  </message>
  <message>
   <source>Hybrid IV: leakage current and breakdown voltage</source>
   <translation>IV de l’hybride : courant de fuite et tension de claquage</translation>
  </message>
  <message>
   <source>IV</source>
   <translation>IV</translation>
  </message>
  <message>
   <source>Idle</source>
   <translation>Inactivité</translation>
  </message>
  <message>
   <source>In compliance</source>
   <translation>En limitation</translation>
  </message>
  <message>
   <source>Interval</source>
   <translation>Intervalle</translation>
  </message>
  <message>
   <source>Invalid readings</source>
   <translation>Lectures invalides</translation>
  </message>
  <message>
   <source>Iv</source>
   <translation>IV</translation>
  </message>
  <message>
   <source>Iv contact</source>
   <translation>IV, contact</translation>
  </message>
  <message>
   <source>Iv down</source>
   <translation>IV, descente</translation>
  </message>
  <message>
   <source>Iv stop</source>
   <translation>Arrêt IV</translation>
  </message>
  <message>
   <source>Knee width</source>
   <translation>Largeur du genou</translation>
  </message>
  <message>
   <source>LCR meter</source>
   <translation>Pont RLC</translation>
  </message>
  <message>
   <source>LCR meter: open and short correction</source>
   <translation>Pont RLC : correction ouvert et court-circuit</translation>
  </message>
  <message>
   <source>LGAD sensor</source>
   <translation>capteur LGAD</translation>
  </message>
  <message>
   <source>LGAD wafer</source>
   <translation>plaquette LGAD</translation>
  </message>
  <message>
   <source>LV hybrid, offset in x</source>
   <translation>Hybride LV, décalage en x</translation>
  </message>
  <message>
   <source>LV hybrid, offset in y</source>
   <translation>Hybride LV, décalage en y</translation>
  </message>
  <message>
   <source>LV hybrid, rotation</source>
   <translation>Hybride LV, rotation</translation>
  </message>
  <message>
   <source>Largest deviation</source>
   <translation>Plus grand écart</translation>
  </message>
  <message>
   <source>Last</source>
   <translation>Dernier</translation>
  </message>
  <message>
   <source>Leakage change</source>
   <translation>Variation de la fuite</translation>
  </message>
  <message>
   <source>Leakage current</source>
   <translation>Courant de fuite</translation>
  </message>
  <message>
   <source>Leakage current measured</source>
   <translation>Courant de fuite mesuré</translation>
  </message>
  <message>
   <source>Leakage current ratio</source>
   <translation>Rapport des courants de fuite</translation>
  </message>
  <message>
   <source>Leaky pads</source>
   <translation>Pads à forte fuite</translation>
  </message>
  <message>
   <source>Least strength</source>
   <translation>Force minimale</translation>
  </message>
  <message>
   <source>Level</source>
   <translation>Niveau</translation>
  </message>
  <message>
   <source>Lift offs</source>
   <translation>Décollements</translation>
  </message>
  <message>
   <source>Lift the needles well off the sensor and close the box.</source>
   <translation>Levez nettement les pointes au-dessus du capteur et fermez la boîte.</translation>
  </message>
  <message>
   <source>Live time</source>
   <translation>Temps actif</translation>
  </message>
  <message>
   <source>Longest settling</source>
   <translation>Stabilisation maximale</translation>
  </message>
  <message>
   <source>Look at both sides under the microscope</source>
   <translation>Examinez les deux faces au microscope</translation>
  </message>
  <message>
   <source>Low</source>
   <translation>Basse</translation>
  </message>
  <message>
   <source>Low plateau</source>
   <translation>Palier bas</translation>
  </message>
  <message>
   <source>Lower</source>
   <translation>Abaisser</translation>
  </message>
  <message>
   <source>Lv offset x</source>
   <translation>LV, décalage x</translation>
  </message>
  <message>
   <source>Lv offset y</source>
   <translation>LV, décalage y</translation>
  </message>
  <message>
   <source>Lv rotation</source>
   <translation>LV, rotation</translation>
  </message>
  <message>
   <source>Manual control</source>
   <translation>Commande manuelle</translation>
  </message>
  <message>
   <source>Mass</source>
   <translation>Masse</translation>
  </message>
  <message>
   <source>Mass of the glue</source>
   <translation>Masse de colle</translation>
  </message>
  <message>
   <source>Max age</source>
   <translation>Âge maximal</translation>
  </message>
  <message>
   <source>Mean strength</source>
   <translation>Force moyenne</translation>
  </message>
  <message>
   <source>Mean thickness</source>
   <translation>Épaisseur moyenne</translation>
  </message>
  <message>
   <source>Measure</source>
   <translation>Mesurer</translation>
  </message>
  <message>
   <source>Measure the module on the coordinate-measuring machine</source>
   <translation>Mesurez le module sur la machine à mesurer tridimensionnelle</translation>
  </message>
  <message>
   <source>Metrology</source>
   <translation>Métrologie</translation>
  </message>
  <message>
   <source>Module IV: leakage current and breakdown voltage</source>
   <translation>IV du module : courant de fuite et tension de claquage</translation>
  </message>
  <message>
   <source>Module after glueing</source>
   <translation>Module après collage</translation>
  </message>
  <message>
   <source>Module thresholds: charge scan of all pixels</source>
   <translation>Seuils du module : balayage en charge de tous les pixels</translation>
  </message>
  <message>
   <source>Move to</source>
   <translation>Déplacer à</translation>
  </message>
  <message>
   <source>Move to die</source>
   <translation>Aller à la puce</translation>
  </message>
  <message>
   <source>Multiplication power</source>
   <translation>Exposant de multiplication</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Nom</translation>
  </message>
  <message>
   <source>Noise</source>
   <translation>Bruit</translation>
  </message>
  <message>
   <source>Noisy pixels</source>
   <translation>Pixels bruyants</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Numéro</translation>
  </message>
  <message>
   <source>Open pads</source>
   <translation>Pads ouverts</translation>
  </message>
  <message>
   <source>Open residual</source>
   <translation>Résidu en ouvert</translation>
  </message>
  <message>
   <source>Oscilloscope</source>
   <translation>Oscilloscope</translation>
  </message>
  <message>
   <source>Outlying pixels</source>
   <translation>Pixels aberrants</translation>
  </message>
  <message>
   <source>Pad</source>
   <translation>Pad</translation>
  </message>
  <message>
   <source>Pad breakdown voltage</source>
   <translation>Tension de claquage du pad</translation>
  </message>
  <message>
   <source>Pad current</source>
   <translation>Courant du pad</translation>
  </message>
  <message>
   <source>Pad leakage current</source>
   <translation>Courant de fuite du pad</translation>
  </message>
  <message>
   <source>Pads</source>
   <translation>Pads</translation>
  </message>
  <message>
   <source>Pads not reached</source>
   <translation>Pads non atteints</translation>
  </message>
  <message>
   <source>Pads, bumps and wire bonds</source>
   <translation>Pads, billes et fils de câblage</translation>
  </message>
  <message>
   <source>Parts before glueing</source>
   <translation>Pièces avant collage</translation>
  </message>
  <message>
   <source>Patience</source>
   <translation>Attente maximale</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <source>Peak to peak</source>
   <translation>Crête à crête</translation>
  </message>
  <message>
   <source>Photos of the back</source>
   <translation>Photos du dos</translation>
  </message>
  <message>
   <source>Photos of the front</source>
   <translation>Photos de la face</translation>
  </message>
  <message>
   <source>Pixel read-out</source>
   <translation>Lecture de pixels</translation>
  </message>
  <message>
   <source>Pixels read</source>
   <translation>Pixels lus</translation>
  </message>
  <message>
   <source>Pixels without step</source>
   <translation>Pixels sans pas</translation>
  </message>
  <message>
   <source>Pixels without walk</source>
   <translation>Pixels sans « time walk »</translation>
  </message>
  <message>
   <source>Points</source>
   <translation>Points</translation>
  </message>
  <message>
   <source>Points of the surface</source>
   <translation>Points de la surface</translation>
  </message>
  <message>
   <source>Points taken</source>
   <translation>Points relevés</translation>
  </message>
  <message>
   <source>Probe station</source>
   <translation>Station sous pointes</translation>
  </message>
  <message>
   <source>Procedures</source>
   <translation>Procédures</translation>
  </message>
  <message>
   <source>Pull tester</source>
   <translation>Machine de traction</translation>
  </message>
  <message>
   <source>Pull the wires, or take the pull tester's file</source>
   <translation>Tirez les fils, ou prenez le fichier de la machine de traction</translation>
  </message>
  <message>
   <source>Pulled wires</source>
   <translation>Fils tirés</translation>
  </message>
  <message>
   <source>Pulls</source>
   <translation>Tractions</translation>
  </message>
  <message>
   <source>Pulses</source>
   <translation>Impulsions</translation>
  </message>
  <message>
   <source>Ramp</source>
   <translation>Rampe</translation>
  </message>
  <message>
   <source>Ramp down and off</source>
   <translation>Descendre et couper</translation>
  </message>
  <message>
   <source>Ramp step</source>
   <translation>Pas de rampe</translation>
  </message>
  <message>
   <source>Ramp to</source>
   <translation>Rampe vers</translation>
  </message>
  <message>
   <source>Range events</source>
   <translation>Événements de calibrage</translation>
  </message>
  <message>
   <source>Ranges</source>
   <translation>Calibres</translation>
  </message>
  <message>
   <source>Rate</source>
   <translation>Taux</translation>
  </message>
  <message>
   <source>Read</source>
   <translation>Lire</translation>
  </message>
  <message>
   <source>Read position</source>
   <translation>Lire la position</translation>
  </message>
  <message>
   <source>Real time</source>
   <translation>Temps réel</translation>
  </message>
  <message>
   <source>Rearm</source>
   <translation>Réarmement</translation>
  </message>
  <message>
   <source>Reference channel</source>
   <translation>Voie de référence</translation>
  </message>
  <message>
   <source>Reference level</source>
   <translation>Seuil de référence</translation>
  </message>
  <message>
   <source>Reference resolution</source>
   <translation>Résolution de référence</translation>
  </message>
  <message>
   <source>Reference scale</source>
   <translation>Calibre de référence</translation>
  </message>
  <message>
   <source>Reference silent</source>
   <translation>Référence muette</translation>
  </message>
  <message>
   <source>Reference source</source>
   <translation>Origine de la référence</translation>
  </message>
  <message>
   <source>Reference uncertainty</source>
   <translation>Incertitude de référence</translation>
  </message>
  <message>
   <source>Remarks</source>
   <translation>Remarques</translation>
  </message>
  <message>
   <source>Repeats</source>
   <translation>Répétitions</translation>
  </message>
  <message>
   <source>Require</source>
   <translation>Condition</translation>
  </message>
  <message>
   <source>Residual current</source>
   <translation>Courant résiduel</translation>
  </message>
  <message>
   <source>Residual unevenness</source>
   <translation>Irrégularité résiduelle</translation>
  </message>
  <message>
   <source>Residuals outside</source>
   <translation>Résidus hors limites</translation>
  </message>
  <message>
   <source>Resistance</source>
   <translation>Résistance</translation>
  </message>
  <message>
   <source>Resource</source>
   <translation>Adresse</translation>
  </message>
  <message>
   <source>Rest current</source>
   <translation>Courant au repos</translation>
  </message>
  <message>
   <source>Rest timeout</source>
   <translation>Attente du repos</translation>
  </message>
  <message>
   <source>Room</source>
   <translation>Ambiante</translation>
  </message>
  <message>
   <source>Row</source>
   <translation>Ligne</translation>
  </message>
  <message>
   <source>Sample</source>
   <translation>Échantillon</translation>
  </message>
  <message>
   <source>Sample rate</source>
   <translation>Fréq. d’échantillonnage</translation>
  </message>
  <message>
   <source>Scale</source>
   <translation>Calibre</translation>
  </message>
  <message>
   <source>Segments</source>
   <translation>Segments</translation>
  </message>
  <message>
   <source>Sensor CV: gain layer, depletion and doping</source>
   <translation>CV du capteur : couche de gain, déplétion et dopage</translation>
  </message>
  <message>
   <source>Sensor IV map: leakage and breakdown of all pads</source>
   <translation>Carte IV du capteur : fuite et claquage de tous les pads</translation>
  </message>
  <message>
   <source>Sensor IV: leakage current and breakdown voltage</source>
   <translation>IV du capteur : courant de fuite et tension de claquage</translation>
  </message>
  <message>
   <source>Sensor timing: time resolution and charge with a beta source</source>
   <translation>Timing du capteur : résolution temporelle et charge avec une source bêta</translation>
  </message>
  <message>
   <source>Separate</source>
   <translation>Séparer</translation>
  </message>
  <message>
   <source>Serial number</source>
   <translation>Numéro de série</translation>
  </message>
  <message>
   <source>Series drop</source>
   <translation>Chute en série</translation>
  </message>
  <message>
   <source>Series resistance</source>
   <translation>Résistance série</translation>
  </message>
  <message>
   <source>Set range (0 A: automatic)</source>
   <translation>Calibre (0 A : auto)</translation>
  </message>
  <message>
   <source>Settle</source>
   <translation>Stabilisation</translation>
  </message>
  <message>
   <source>Settled</source>
   <translation>Stabilisé</translation>
  </message>
  <message>
   <source>Settling time</source>
   <translation>Temps de stabilisation</translation>
  </message>
  <message>
   <source>Short</source>
   <translation>Court-circuit</translation>
  </message>
  <message>
   <source>Short residual</source>
   <translation>Résidu en court-circuit</translation>
  </message>
  <message>
   <source>Short the needles: lower them onto a metal plate or the chuck.</source>
   <translation>Court-circuitez les pointes : posez-les sur une plaque de métal ou sur le support.</translation>
  </message>
  <message>
   <source>Shortest dwell</source>
   <translation>Palier le plus court</translation>
  </message>
  <message>
   <source>Shunt conductance</source>
   <translation>Conductance parallèle</translation>
  </message>
  <message>
   <source>Silence</source>
   <translation>Silence</translation>
  </message>
  <message>
   <source>Site</source>
   <translation>Site</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>Départ</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>État</translation>
  </message>
  <message>
   <source>Steepest ramp</source>
   <translation>Rampe la plus raide</translation>
  </message>
  <message>
   <source>Step</source>
   <translation>Pas</translation>
  </message>
  <message>
   <source>Steps outside</source>
   <translation>Pas hors limites</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Arrêt</translation>
  </message>
  <message>
   <source>Stop here</source>
   <translation>Arrêter ici</translation>
  </message>
  <message>
   <source>Strength</source>
   <translation>Force</translation>
  </message>
  <message>
   <source>Strength deviation</source>
   <translation>Écart type de la force</translation>
  </message>
  <message>
   <source>Surface</source>
   <translation>Surface</translation>
  </message>
  <message>
   <source>Surface conductance</source>
   <translation>Conductance de surface</translation>
  </message>
  <message>
   <source>Switch on</source>
   <translation>Mettre sous tension</translation>
  </message>
  <message>
   <source>Switching matrix</source>
   <translation>Matrice de commutation</translation>
  </message>
  <message>
   <source>TDC calibration: steps and time-walk of all pixels</source>
   <translation>Étalonnage du TDC : pas et « time walk » de tous les pixels</translation>
  </message>
  <message>
   <source>Tdc step</source>
   <translation>Pas du TDC</translation>
  </message>
  <message>
   <source>Tdc step median</source>
   <translation>Pas médian du TDC</translation>
  </message>
  <message>
   <source>Temperature</source>
   <translation>Température</translation>
  </message>
  <message>
   <source>Terminals</source>
   <translation>Bornes</translation>
  </message>
  <message>
   <source>Tester</source>
   <translation>Machine</translation>
  </message>
  <message>
   <source>Thermal cycles in the climate chamber</source>
   <translation>Cycles thermiques en enceinte climatique</translation>
  </message>
  <message>
   <source>Thickness</source>
   <translation>Épaisseur</translation>
  </message>
  <message>
   <source>Thickness of the module</source>
   <translation>Épaisseur du module</translation>
  </message>
  <message>
   <source>Thickness range</source>
   <translation>Étendue de l’épaisseur</translation>
  </message>
  <message>
   <source>Threshold</source>
   <translation>Seuil</translation>
  </message>
  <message>
   <source>Threshold median</source>
   <translation>Seuil médian</translation>
  </message>
  <message>
   <source>Threshold spread</source>
   <translation>Dispersion des seuils</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>Temps</translation>
  </message>
  <message>
   <source>Time resolution</source>
   <translation>Résolution temporelle</translation>
  </message>
  <message>
   <source>Time resolution 20 20</source>
   <translation>Résolution temporelle 20 20</translation>
  </message>
  <message>
   <source>Time resolution 50 20</source>
   <translation>Résolution temporelle 50 20</translation>
  </message>
  <message>
   <source>Time resolution best</source>
   <translation>Meilleure résolution temporelle</translation>
  </message>
  <message>
   <source>Time walk range</source>
   <translation>Étendue du « time walk »</translation>
  </message>
  <message>
   <source>Time walk residual</source>
   <translation>Résidu du « time walk »</translation>
  </message>
  <message>
   <source>Time walk residual median</source>
   <translation>Résidu médian du « time walk »</translation>
  </message>
  <message>
   <source>Timeout</source>
   <translation>Délai d’attente</translation>
  </message>
  <message>
   <source>Tolerance</source>
   <translation>Tolérance</translation>
  </message>
  <message>
   <source>Total current</source>
   <translation>Courant total</translation>
  </message>
  <message>
   <source>Trans impedance</source>
   <translation>Transimpédance</translation>
  </message>
  <message>
   <source>Trans impedance source</source>
   <translation>Origine de la transimpédance</translation>
  </message>
  <message>
   <source>Trigger</source>
   <translation>Déclenchement</translation>
  </message>
  <message>
   <source>Unsettled</source>
   <translation>Non stabilisé</translation>
  </message>
  <message>
   <source>Up to</source>
   <translation>Jusqu’à</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Valeur</translation>
  </message>
  <message>
   <source>Values</source>
   <translation>Valeurs</translation>
  </message>
  <message>
   <source>Visual inspection</source>
   <translation>Inspection visuelle</translation>
  </message>
  <message>
   <source>Voltage</source>
   <translation>Tension</translation>
  </message>
  <message>
   <source>Voltages</source>
   <translation>Tensions</translation>
  </message>
  <message>
   <source>Wait for a trigger</source>
   <translation>Attendre un déclenchement</translation>
  </message>
  <message>
   <source>Walk delay</source>
   <translation>Retard (« walk »)</translation>
  </message>
  <message>
   <source>Walk first</source>
   <translation>Premier (« walk »)</translation>
  </message>
  <message>
   <source>Walk last</source>
   <translation>Dernier (« walk »)</translation>
  </message>
  <message>
   <source>Walk step</source>
   <translation>Pas (« walk »)</translation>
  </message>
  <message>
   <source>Waveforms of one channel</source>
   <translation>Formes d’onde d’une voie</translation>
  </message>
  <message>
   <source>Weigh</source>
   <translation>Peser</translation>
  </message>
  <message>
   <source>Weigh the component without its carrier</source>
   <translation>Pesez le composant sans son support</translation>
  </message>
  <message>
   <source>Weigh the parts before glueing and the module after it</source>
   <translation>Pesez les pièces avant collage et le module après</translation>
  </message>
  <message>
   <source>Window</source>
   <translation>Fenêtre</translation>
  </message>
  <message>
   <source>Wire-bond pull test</source>
   <translation>Test de traction des fils</translation>
  </message>
  <message>
   <source>Wires pulled</source>
   <translation>Fils tirés</translation>
  </message>
  <message>
   <source>Within</source>
   <translation>En moins de</translation>
  </message>
  <message>
   <source>Working point</source>
   <translation>Point de fonctionnement</translation>
  </message>
  <message>
   <source>X</source>
   <translation>X</translation>
  </message>
  <message>
   <source>Y</source>
   <translation>Y</translation>
  </message>
  <message>
   <source>Z</source>
   <translation>Z</translation>
  </message>
  <message>
   <source>Zero bias capacitance</source>
   <translation>Capacité à polarisation nulle</translation>
  </message>
  <message>
   <source>aborted by the operator</source>
   <translation>arrêté par l’opérateur</translation>
  </message>
  <message>
   <source>above {bound}</source>
   <translation>au-dessus de {bound}</translation>
  </message>
  <message>
   <source>assembly site</source>
   <translation>site d’assemblage</translation>
  </message>
  <message>
   <source>at the corners and in the middle of each hybrid</source>
   <translation>aux coins et au milieu de chaque hybride</translation>
  </message>
  <message>
   <source>back to room temperature</source>
   <translation>retour à température ambiante</translation>
  </message>
  <message>
   <source>bad-contact</source>
   <translation>mauvais contact</translation>
  </message>
  <message>
   <source>bad-corner</source>
   <translation>coin défectueux</translation>
  </message>
  <message>
   <source>batch</source>
   <translation>lot</translation>
  </message>
  <message>
   <source>below {bound}</source>
   <translation>sous {bound}</translation>
  </message>
  <message>
   <source>bias</source>
   <translation>polarisation</translation>
  </message>
  <message>
   <source>bond peel on chip</source>
   <translation>pied arraché côté puce</translation>
  </message>
  <message>
   <source>bond peel on flex</source>
   <translation>pied arraché côté circuit souple</translation>
  </message>
  <message>
   <source>both</source>
   <translation>les deux</translation>
  </message>
  <message>
   <source>break mode</source>
   <translation>mode de rupture</translation>
  </message>
  <message>
   <source>charge scan</source>
   <translation>balayage en charge</translation>
  </message>
  <message>
   <source>chip</source>
   <translation>puce</translation>
  </message>
  <message>
   <source>chips and cracks; damaged: they reach the guard ring</source>
   <translation>éclats et fissures ; abîmé : ils atteignent l’anneau de garde</translation>
  </message>
  <message>
   <source>coarse sweep</source>
   <translation>balayage grossier</translation>
  </message>
  <message>
   <source>code O</source>
   <translation>code O</translation>
  </message>
  <message>
   <source>contact</source>
   <translation>contact</translation>
  </message>
  <message>
   <source>corrosion, residues, missing or bent bonds</source>
   <translation>corrosion, résidus, fils manquants ou tordus</translation>
  </message>
  <message>
   <source>cosmetic only</source>
   <translation>esthétique seulement</translation>
  </message>
  <message>
   <source>counter</source>
   <translation>compteur</translation>
  </message>
  <message>
   <source>cv</source>
   <translation>CV</translation>
  </message>
  <message>
   <source>cv contact</source>
   <translation>CV, contact</translation>
  </message>
  <message>
   <source>cycles</source>
   <translation>cycles</translation>
  </message>
  <message>
   <source>damaged</source>
   <translation>abîmé</translation>
  </message>
  <message>
   <source>dead</source>
   <translation>mort</translation>
  </message>
  <message>
   <source>delay</source>
   <translation>réponses tardives</translation>
  </message>
  <message>
   <source>delay scan</source>
   <translation>balayage en retard</translation>
  </message>
  <message>
   <source>descent</source>
   <translation>descente</translation>
  </message>
  <message>
   <source>detector assembly</source>
   <translation>assemblage du détecteur</translation>
  </message>
  <message>
   <source>detector unit</source>
   <translation>unité de détection</translation>
  </message>
  <message>
   <source>device</source>
   <translation>capteur</translation>
  </message>
  <message>
   <source>dew point</source>
   <translation>point de rosée</translation>
  </message>
  <message>
   <source>discharge</source>
   <translation>décharge</translation>
  </message>
  <message>
   <source>drifting-temperature</source>
   <translation>dérive de température</translation>
  </message>
  <message>
   <source>dropped-link</source>
   <translation>liaison coupée</translation>
  </message>
  <message>
   <source>early-breakdown</source>
   <translation>claquage précoce</translation>
  </message>
  <message>
   <source>few-bad-pads</source>
   <translation>quelques pads défectueux</translation>
  </message>
  <message>
   <source>filling in the form</source>
   <translation>saisie du formulaire</translation>
  </message>
  <message>
   <source>fine sweep</source>
   <translation>balayage fin</translation>
  </message>
  <message>
   <source>flex tail</source>
   <translation>nappe souple</translation>
  </message>
  <message>
   <source>from the machine's file, or x y z one point a line</source>
   <translation>du fichier de la machine, ou x y z, un point par ligne</translation>
  </message>
  <message>
   <source>from the tester's file, or strength and break mode one wire a line</source>
   <translation>du fichier de la machine, ou force et mode de rupture, un fil par ligne</translation>
  </message>
  <message>
   <source>from where the drawing puts it</source>
   <translation>par rapport au plan</translation>
  </message>
  <message>
   <source>garbage</source>
   <translation>réponses illisibles</translation>
  </message>
  <message>
   <source>glue batch</source>
   <translation>lot de colle</translation>
  </message>
  <message>
   <source>good</source>
   <translation>bon</translation>
  </message>
  <message>
   <source>good-hpk</source>
   <translation>bon (HPK)</translation>
  </message>
  <message>
   <source>grounding scheme</source>
   <translation>schéma de masse</translation>
  </message>
  <message>
   <source>guard ring</source>
   <translation>anneau de garde</translation>
  </message>
  <message>
   <source>heel break on chip</source>
   <translation>rupture au pied côté puce</translation>
  </message>
  <message>
   <source>heel break on flex</source>
   <translation>rupture au pied côté circuit souple</translation>
  </message>
  <message>
   <source>high-leakage</source>
   <translation>forte fuite</translation>
  </message>
  <message>
   <source>humidity</source>
   <translation>humidité</translation>
  </message>
  <message>
   <source>hybrid</source>
   <translation>hybride</translation>
  </message>
  <message>
   <source>hybridisation</source>
   <translation>hybridation</translation>
  </message>
  <message>
   <source>imported</source>
   <translation>importées</translation>
  </message>
  <message>
   <source>iv</source>
   <translation>IV</translation>
  </message>
  <message>
   <source>iv contact</source>
   <translation>IV, contact</translation>
  </message>
  <message>
   <source>iv down</source>
   <translation>IV, descente</translation>
  </message>
  <message>
   <source>kind</source>
   <translation>genre</translation>
  </message>
  <message>
   <source>leaky-guard-ring</source>
   <translation>anneau de garde fuyant</translation>
  </message>
  <message>
   <source>length type</source>
   <translation>type de longueur</translation>
  </message>
  <message>
   <source>lift-off</source>
   <translation>décollement</translation>
  </message>
  <message>
   <source>limit not set by the site</source>
   <translation>limite non fixée par le site</translation>
  </message>
  <message>
   <source>loading</source>
   <translation>chargement</translation>
  </message>
  <message>
   <source>loading site</source>
   <translation>site de chargement</translation>
  </message>
  <message>
   <source>manual control</source>
   <translation>commande manuelle</translation>
  </message>
  <message>
   <source>manufacturer</source>
   <translation>fabricant</translation>
  </message>
  <message>
   <source>manufacturer, step 2</source>
   <translation>fabricant, étape 2</translation>
  </message>
  <message>
   <source>manufacturer, step 3</source>
   <translation>fabricant, étape 3</translation>
  </message>
  <message>
   <source>manufacturer, step 4</source>
   <translation>fabricant, étape 4</translation>
  </message>
  <message>
   <source>measured</source>
   <translation>mesurées</translation>
  </message>
  <message>
   <source>midspan break</source>
   <translation>rupture au milieu du fil</translation>
  </message>
  <message>
   <source>module</source>
   <translation>module</translation>
  </message>
  <message>
   <source>module assembly</source>
   <translation>assemblage du module</translation>
  </message>
  <message>
   <source>module flex</source>
   <translation>circuit souple de module</translation>
  </message>
  <message>
   <source>no defect</source>
   <translation>aucun défaut</translation>
  </message>
  <message>
   <source>no uncertainty, which the guarded decision rule needs</source>
   <translation>pas d’incertitude, que la règle de décision exige</translation>
  </message>
  <message>
   <source>no-gain-layer</source>
   <translation>sans couche de gain</translation>
  </message>
  <message>
   <source>no-trigger</source>
   <translation>pas de déclenchement</translation>
  </message>
  <message>
   <source>not measured</source>
   <translation>non mesuré</translation>
  </message>
  <message>
   <source>number on the cartridge</source>
   <translation>numéro sur la cartouche</translation>
  </message>
  <message>
   <source>open</source>
   <translation>ouvert</translation>
  </message>
  <message>
   <source>open-interlock</source>
   <translation>verrouillage ouvert</translation>
  </message>
  <message>
   <source>output-stuck-on</source>
   <translation>sortie bloquée</translation>
  </message>
  <message>
   <source>pads</source>
   <translation>pads</translation>
  </message>
  <message>
   <source>peripheral electronics board</source>
   <translation>carte d’électronique périphérique</translation>
  </message>
  <message>
   <source>points</source>
   <translation>points</translation>
  </message>
  <message>
   <source>position on the wafer</source>
   <translation>position sur la plaquette</translation>
  </message>
  <message>
   <source>production</source>
   <translation>production</translation>
  </message>
  <message>
   <source>queued-error</source>
   <translation>erreur en file</translation>
  </message>
  <message>
   <source>ranges</source>
   <translation>calibres</translation>
  </message>
  <message>
   <source>readout</source>
   <translation>lecture</translation>
  </message>
  <message>
   <source>reception</source>
   <translation>réception</translation>
  </message>
  <message>
   <source>reference</source>
   <translation>référence</translation>
  </message>
  <message>
   <source>required, but not measured</source>
   <translation>obligatoire, mais non mesuré</translation>
  </message>
  <message>
   <source>ring</source>
   <translation>anneau</translation>
  </message>
  <message>
   <source>scratches, dust, stains, glue where none belongs</source>
   <translation>rayures, poussière, taches, colle mal placée</translation>
  </message>
  <message>
   <source>shallow-gain-layer</source>
   <translation>couche de gain peu profonde</translation>
  </message>
  <message>
   <source>short</source>
   <translation>court-circuit</translation>
  </message>
  <message>
   <source>shorted</source>
   <translation>en court-circuit</translation>
  </message>
  <message>
   <source>side</source>
   <translation>côté</translation>
  </message>
  <message>
   <source>silence</source>
   <translation>silence</translation>
  </message>
  <message>
   <source>simulated</source>
   <translation>simulées</translation>
  </message>
  <message>
   <source>site</source>
   <translation>site</translation>
  </message>
  <message>
   <source>strength</source>
   <translation>force</translation>
  </message>
  <message>
   <source>stuck-compliance</source>
   <translation>limitation bloquée</translation>
  </message>
  <message>
   <source>support unit</source>
   <translation>unité de support</translation>
  </message>
  <message>
   <source>sweep</source>
   <translation>balayage</translation>
  </message>
  <message>
   <source>test site</source>
   <translation>site de test</translation>
  </message>
  <message>
   <source>the bound reached does not decide</source>
   <translation>la borne atteinte ne permet pas de décider</translation>
  </message>
  <message>
   <source>the window was closed</source>
   <translation>la fenêtre a été fermée</translation>
  </message>
  <message>
   <source>to be set by the site</source>
   <translation>à fixer par le site</translation>
  </message>
  <message>
   <source>truncated</source>
   <translation>réponses tronquées</translation>
  </message>
  <message>
   <source>type</source>
   <translation>type</translation>
  </message>
  <message>
   <source>wafer</source>
   <translation>plaquette</translation>
  </message>
  <message>
   <source>within {bound} standard uncertainties of the limit</source>
   <translation>à moins de {bound} incertitudes types de la limite</translation>
  </message>
  <message>
   <source>wrong-identity</source>
   <translation>mauvaise identité</translation>
  </message>
  <message>
   <source>x</source>
   <translation>x</translation>
  </message>
  <message>
   <source>y</source>
   <translation>y</translation>
  </message>
  <message>
   <source>z</source>
   <translation>z</translation>
  </message>
  <message>
   <source>{low} to {high}</source>
   <translation>{low} à {high}</translation>
  </message>
  <message>
   <source>{share} % ({low} to {high})</source>
   <translation>{share} % ({low} à {high})</translation>
  </message>
 </context>
 <context>
  <name>lists</name>
  <message>
   <source>Also called</source>
   <translation>Autres noms</translation>
  </message>
  <message>
   <source>Bench</source>
   <translation>Banc</translation>
  </message>
  <message>
   <source>Component</source>
   <translation>Composant</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Compte</translation>
  </message>
  <message>
   <source>Last run (UTC)</source>
   <translation>Dernière mesure (UTC)</translation>
  </message>
  <message>
   <source>Last verdict</source>
   <translation>Dernier verdict</translation>
  </message>
  <message>
   <source>Operator</source>
   <translation>Opérateur</translation>
  </message>
  <message>
   <source>Procedure</source>
   <translation>Procédure</translation>
  </message>
  <message>
   <source>Serial number</source>
   <translation>Numéro de série</translation>
  </message>
  <message>
   <source>Stage</source>
   <translation>Étape</translation>
  </message>
  <message>
   <source>Started (UTC)</source>
   <translation>Début (UTC)</translation>
  </message>
  <message>
   <source>Type</source>
   <translation>Type</translation>
  </message>
  <message>
   <source>Verdict</source>
   <translation>Verdict</translation>
  </message>
  <message>
   <source>invalid</source>
   <translation>invalide</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>oui</translation>
  </message>
 </context>
</TS>
