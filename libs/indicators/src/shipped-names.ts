/*
 * Lists of MISP/misp-warninglists (https://github.com/MISP/misp-warninglists), CC0 1.0: cloudflare-top200, common-ioc-false-positive, crl-hostname, microsoft, url-shortener, whats-my-ip.
 * Taken over entry by entry; `version` is theirs. Newer or further lists are files beside the installation's settings.
 */
import type { WarningList } from './warning-lists.ts'

const entries = (text: string): string[] => text.trim().split(/\s+/)

export const SHIPPED_NAMES: readonly WarningList[] = [
  // version 20260810
  {
    name: 'Top 200 domains from Cloudflare Radar',
    type: 'string',
    matching_attributes: entries(`hostname domain url domain|ip`),
    list: entries(`
2mdn.net 3gppnetwork.org a2z.com aaplimg.com adnxs.com adobe.com adobe.io adsafeprotected.com adsrvr.org adtrafficquality.google akadns.net akamai.net
akamaiedge.net akamaized.net aliyuncs.com allawnos.com amazon-adsystem.com amazon.com amazon.dev amazonalexa.com amazonaws.com amazonvideo.com amplitude.com
android.com app-analytics-services.com app-measurement.com apple-dns.net apple.com applovin.com appsflyer.com appsflyersdk.com avast.com avcdn.net
avsxappcaptiveportal.com aws.dev ax-msedge.net azure.com azureedge.net azurefd.net baidu.com beyondwickedmapping.org bing.com blogspot.com byteoversea.net
capcutapi.com cdn-apple.com cdn77.org cdninstagram.com chatgpt.com clarity.ms cloud.microsoft cloudflare-dns.com cloudflare.com cloudflare.net cloudfront.net
crashlytics.com criteo.com datadoghq.com digicert.com discord.com dns.google domain doubleclick.net doubleverify.com douyincdn.com dropbox.com edgcdn.net
edgekey.net edgesuite.net epicgames.com example.com eye4.cn facebook.com facebook.net fastly-edge.com fastly.net fbcdn.net featureassets.org
firetvcaptiveportal.com gamepass.com ggpht.com github.com gmail.com google-analytics.com google.cn google.com googleadservices.com googleapis.com
googlesyndication.com googletagmanager.com googleusercontent.com googlevideo.com gstatic.com gvt1.com gvt2.com heytapdl.com heytapmobile.com ibyteimg.com
icloud.com inmobi.com inner-active.mobi instagram.com ip-api.com ipify.org ipinfo.io jsdelivr.net kwai-pro.com kwai.net kwaipros.com launchdarkly.com lencr.org
linkedin.com live.com mail.ru media-amazon.com media.net microsoft.com microsoftonline.com mikrotik.com miui.com mozilla.com msftconnecttest.com msftncsi.com
msn.com mtgglobals.com mzstatic.com netflix.com nflximg.com nflxso.net nist.gov nr-data.net ntp.org office.com office.net office365.com one.one onelink.me
openai.com openx.net opera.com outlook.com oxylabs.io pangle.io pinterest.com pki.goog playstation.net prodregistryv2.org pubmatic.com qq.com rbxcdn.com
reddit.com roblox.com roku.com rubiconproject.com samsung.com samsungcloud.com samsungcloudsolution.com samsungqbe.com scorecardresearch.com sentry.io
shalltry.com sharepoint.com skype.com smartadserver.com snapchat.com spotify.com steamserver.net taboola.com telegram.org tiktok.com tiktokcdn-eu.com
tiktokcdn-us.com tiktokcdn.com tiktokv.com tiktokv.eu tiktokv.us tm-azurefd.net tp-link.com trafficmanager.net ttdns2.com ubuntu.com ui.com unity3d.com
vivoglobal.com vk.ru vkuserphoto.ru vungle.com whatsapp.com whatsapp.net wikipedia.org windows.com windows.net windowsupdate.com xboxlive.com xiaomi.com
yahoo.com yandex.net yandex.ru youtube.com ytimg.com zoom.us
`),
  },
  // version 2
  {
    name: 'List of known hashes with common false-positives (based on Florian Roth input list)',
    type: 'string',
    matching_attributes: entries(
      `md5 sha1 sha224 sha256 sha512 filename|md5 filename|sha1 filename|sha224 filename|sha256 filename|sha512`,
    ),
    list: entries(`
01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b 048846ed8ed185a26394adeb3f63274d1029bbd59cffa8e73a4ef8b19456de1d
06f7826c2862d184a49e3672c0aa6097b11e7771a4bf613ec37941236c1a8e20 07c4c7ae2c4c7cb3ccd2ba9cd70a94382395ca8e2b0312c1631d09d790b6db33
0f343b0931126a20f133d67c2b018a3b 10400c6faf166902b52fb97042f1e0eb 125da188e26bd119ce8cad7eeb1fc2dfa147ad47 16e8e953c65d610c3bfc595240f3f5b7
183d0929423da2aa83441ee625de92b213f33948 1ceaf73df40e531df3bfb26b4fb7cd95fb7bff1d 200ceb26807d6bf99fd6f4f0d1ca54d4 231a802e6ff1fae42f2b12561fff2767d473210b
2daeaa8b5f19f0bc209d976c02bd6acb51b00b0a 325472601571f31e1bf00674c368d335 4194d1706ed1f408d5e02d672777019f4d5385c766a8c6ca8acba3167d36a7b9
41f958d2d3e9ed4504b6a8863fd72b49 4a15a6777284035dfd8df4ecf496b4f0557a9cc4ffaaf5887659031e843865e1
4b298058e1d5fd3f2fa20ead21773912a5dc38da3c0da0bbc7de1adfb6011f1c 4b6c7f3146f86136507497232d2f04a0
4dde54cfc600dbd9a610645d197a632e064115ffaa3a1b595c3a23036e501678 5ba93c9db0cff93f52b521d7420e43f6eda2784f
5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef 605db3fdbaff4ba13729371ad0c4fbab3889378e 60cacbf3d72e1e7834203da608037b1bf83b40e8
620f0b67a91f7f74151bc5be745b7110 68b329da9893e34099c7d8ad5cb9c940 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
72c2dbbb1fe642073002b30987fcd68921a6b140 7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6
8094af5ee310714caebccaeee7769ffb08048503ba478b879edfef5f1a24fefe 81051bcc2cf1bedf378224b0a93e2877 86f1895ae8c5e8b17d99ece768a70732
8a798890fe93817163b10b5f7bd2ca4d25d84c52739a645a889c173eee7d9d3d 93b885adfe0da089cdf634904fd59f71
995c770caeb45f7f0c1bc3affc60f11d8c40e16027df2cf711f95824f3534b6f a11a2f0cfe6d0b4c50945989db6360cd a6105c0a611b41b08f1209506350279e
ad7facb2586fc6e966c004d7d1d16b024f5805ff7cb47c7a85dabd8b48892ca7 adc83b19e793491b1c6ea0fd8b46cd9f32e592fc
b1442e85b03bdcaf66dc58c7abb98745dd2687d86350be9a298a1d9382ac849b b3aca92c793ee0e9b1a9b0a5f5fc044e05140df3
b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c b6f9aa44c5f0565b5deb761b1926e9b6 ba8ab5a0280b953aa97435ff8946cbcbb2755a27
c4232ddd4d37b9c0884bd44d8476578c54d7f98d58945728e425736a6a07e102 c5e389341a0b19b6f045823abffc9814 c82cee5f957ad01068f487eecd430a1389e0d922
c929701c67a05f90827563eedccf5eba8e65b2da970189a0371f28cd896708b8 c99a74c555371a433d121f551d6c6398 d378bffb70923139d6a4f546864aa61c
d3b07384d113edec49eaa6238ad5ff00 d41d8cd98f00b204e9800998ecf8427e d5502a1d00787d68f548ddeebbde1eca5e2b38ca d583c3aa489ed954df3be71e71deae3a9895857e
d991c16949bd5e85e768385440e18d493ce3aa46 da39a3ee5e6b4b0d3255bfef95601890afd80709 deabe082bc0f0f503292e537b2675c7c93dca40f
df4e26a04a444901b95afef44e4a96cfae34690fff2ad2c66389c70079cdff2b e24133dd836d99182a6227dcf6613d08 e2516fcd1573e70334c8f50bee5241cdfdf48a00
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 e5a00aa9991ac8a5ee3109844d84a55583bd20572ad3ffcd42792f3c36b183ad
e617348b8947f28e2a280dd93c75a6ad f00aa51c2ed8b2f656318fdc01ee1cf5441011a4 f1d2d2f924e986ac86fdf7b36c94bcdf32beec15 f6d380b256b0e66ef347adc78195fd0f228b3e33
fa8715078d45101200a6e2bf7321aa04 fb360f9c09ac8c5edb2f18be5de4e80ea4c430d0 fc4623b113a1f603c0d9ad5f83130bd6de1c62b973be9892305132389c8588de
`),
  },
  // version 20260811
  {
    name: 'CRL and OCSP domains',
    type: 'string',
    matching_attributes: entries(`hostname domain domain|ip`),
    list: entries(`
br-root-ca1-2020.ocsp.d-trust.net c.pki.goog cdn.d-trust-cloudcrl.net cdp-ldap.intranet.eon.com cdp.disig.sk cdp.elektronicznypodpis.pl cdp1.disig.sk
cdp1.pca.dfn.de cdp2.disig.sk cdp2.pca.dfn.de certificates.godaddy.com certificates.starfieldtech.com certum-crl.wt.trustasia.com certum.crl.sheca.com
ch.siemens.com commercial.ocsp.identrust.com crl-cpki.telekom.de crl-pro.litessl.com crl.anf.es crl.buypass.no crl.certigna.com crl.certigna.fr crl.certsign.ro
crl.certum.pl crl.cfca.com.cn crl.comodoca.com crl.d-trust.net crl.dhimyotis.com crl.digicert-cn.com crl.digicert-validation.com crl.digicert.cn crl.e-szigno.hu
crl.emsign.com crl.ensuredca.com crl.entrust.net crl.firmaprofesional.com crl.gdca.com.cn crl.global.sheca.com crl.globalsign.com crl.globalsign.net
crl.godaddy.com crl.harica.gr crl.izenpe.com crl.litessl.com crl.oem.trustca.net crl.pki.goog crl.pkioverheid.nl crl.quovadisglobal.com
crl.root-e1.certainly.com crl.root-r1.certainly.com crl.rootca1.amazontrust.com crl.rootca2.amazontrust.com crl.rootca3.amazontrust.com
crl.rootca4.amazontrust.com crl.rootg2.amazontrust.com crl.sectigo.com crl.starfieldtech.com crl.swisssign.ch crl.swisssign.net crl.trust-provider.com
crl.usertrust.com crl.wt.trustasia.com crl05.actalis.it crl1.ecert.gov.hk crl1.netlock.hu crl13.actalis.it crl2.microsoft.com crl2.netlock.hu crl3.digicert.com
crl3.netlock.hu crl4.digicert.com crls.ssl.com crlv1.harica.gr d-trust-br-root-ca-1-2020.ocsp.d-trust.net d-trust-br-root-ca-2-2023.ocsp.d-trust.net
d-trust-ev-root-ca-1-2020.ocsp.d-trust.net d-trust-ev-root-ca-2-2023.ocsp.d-trust.net d-trust-root-ca-3-2013.ocsp.d-trust.net
d-trust-root-class-3-ca-2-2009.ocsp.d-trust.net d-trust-root-class-3-ca-2-ev-2009.ocsp.d-trust.net d-trust-sbr-root-ca-1-2022.ocsp.d-trust.net
d-trust-sbr-root-ca-2-2022.ocsp.d-trust.net depo.kamusm.gov.tr directory.d-trust.net directory.swisssign.net domorganisatieservicesocsp-g3.pkioverheid.nl
e.on-group-ca-2-2013.ocsp.d-trust.net eca.hinet.net eon-group-ca-2-2013.ocsp.d-trust.net ev-root-ca1-2020.ocsp.d-trust.net grcl2.crl.telesec.de
grcl2.ocsp.telesec.de grcl3.crl.telesec.de grcl3.ocsp.telesec.de httpcrl.trust.telia.com ldap-cpki.telekom.de ldap05.actalis.it ldapfnmt.cert.fnmt.es o.ss2.us
ocsp-cpki.telekom.de ocsp-pro.litessl.com ocsp-rca.navercorp.com ocsp.accv.es ocsp.anf.es ocsp.bjca.cn ocsp.buypass.com ocsp.certsign.ro ocsp.cfca.com.cn
ocsp.comodoca.com ocsp.dcocsp.cn ocsp.digicert-cn.com ocsp.digicert-validation.com ocsp.digicert.cn ocsp.digicert.com ocsp.eca.hinet.net
ocsp.elektronicznypodpis.pl ocsp.emsign.com ocsp.ensuredca.com ocsp.entrust.net ocsp.firmaprofesional.com ocsp.global.sheca.com ocsp.globalsign.com
ocsp.godaddy.com ocsp.harica.gr ocsp.izenpe.com ocsp.oem.trustca.net ocsp.pca.dfn.de ocsp.pki.goog ocsp.quovadisglobal.com ocsp.rootca1.amazontrust.com
ocsp.rootca2.amazontrust.com ocsp.rootca3.amazontrust.com ocsp.rootca4.amazontrust.com ocsp.rootg2.amazontrust.com ocsp.sectigo.com ocsp.siemens.com
ocsp.starfieldtech.com ocsp.telekom.de ocsp.trust-provider.com ocsp.trust.telia.com ocsp.usertrust.com ocsp.wisekey.com ocsp.wt.trustasia.com
ocsp0336.telesec.de ocsp05.actalis.it ocsp1.ecert.gov.hk ocsp1.netlock.hu ocsp13.actalis.it ocsp2.gdca.com.cn ocsp2.globalsign.com ocsp2.netlock.hu
ocsp3.netlock.hu ocspfnmtrcmca.cert.fnmt.es ocspfnmtssr.cert.fnmt.es ocsps.ssl.com ocspsslkoks1.kamusm.gov.tr oneocsp.microsoft.com pki-crl.atos.net
pki-ldap.atos.net pki-ocsp.atos.net pki.intranet.eon.com pki0336.telesec.de pkipro.certsign.ro public.ocsp.identrust.com public.wisekey.com rca.navercorp.com
repo.bjca.cn repo1.secomtrust.net repository.secomtrust.net root-c3-ca2-2009.ocsp.d-trust.net root-c3-ca2-ev-2009.ocsp.d-trust.net
root-ca-3-2013.ocsp.d-trust.net root-ecdsa.digitalsign.pt root-rsa.digitalsign.pt rootca.twca.com.tw rootca2009-crl1.e-szigno.hu rootca2009-crl2.e-szigno.hu
rootca2009-crl3.e-szigno.hu rootca2009-ocsp1.e-szigno.hu rootca2009-ocsp2.e-szigno.hu rootca2009-ocsp3.e-szigno.hu rootca2017-crl1.e-szigno.hu
rootca2017-crl2.e-szigno.hu rootca2017-crl3.e-szigno.hu rootca2017-ocsp1.e-szigno.hu rootca2017-ocsp2.e-szigno.hu rootca2017-ocsp3.e-szigno.hu
rootcar2-ocsp.disig.sk rootocsp-g3.pkioverheid.nl rootocsp.twca.com.tw rootocsp2009.e-szigno.hu rtcrl.cybertrust.ne.jp rtocsp.cybertrust.ne.jp s.ss2.us
sceccrootca1.ocsp.secomtrust.net scrootca2.ocsp.secomtrust.net smimersarootca2024.ocsp.secom-cert.jp subca.crl.certum.pl subca.ocsp-certum.com
tlseccrootca2024.ocsp.secom-cert.jp tlsrootca2023-crl.e-szigno.hu tlsrootca2023-ocsp.e-szigno.hu tlsrsarootca2024.ocsp.secom-cert.jp trustasia.crl.certum.pl
tssmer21.crl.telesec.de tssmer21.ocsp.telesec.de tssmrr23.crl.telesec.de tssmrr23.ocsp.telesec.de tstlser20.crl.telesec.de tstlser20.ocsp.telesec.de
tstlsrr23.crl.telesec.de tstlsrr23.ocsp.telesec.de validation.identrust.com wtca-cafiles.itrus.com.cn wtocsp-cdn.itrus.com.cn www.accv.es www.anf.es
www.cert.fnmt.es www.d-trust.net www.microsoft.com x1.c.lencr.org x2.c.lencr.org
`),
  },
  // version 5
  {
    name: 'List of known microsoft domains',
    type: 'string',
    matching_attributes: entries(`domain hostname domain|ip url`),
    list: entries(`
.aadrm.com .afx.ms .akadns.net .aspnetcdn.com .azure-int.net .azure-mobile.net .azure.com .azure.net .azureedge.net .azurewebsites.net .bing-exp.com
.bing-int.com .bing.com .bing.net .ceipmsn.com .cloudapp.azure.com .cloudapp.azure.net .cloudapp.net .codeplex.com .discoverbing.com .files-df.1drv.com
.files.1drv.com .firstpartyapps.oaspapps.com .getmicrosoftkey.com .gfx-int.ms .gfx.ms .healthvault-ppe.co.uk .healthvault-ppe.com .healthvault.co.uk
.healthvault.com .hotmail-int.com .hotmail.com .live-int.com .live-int.net .live-partner.com .live-ppe.net .live.com .live.fi .live.net .livefilestore-int.com
.livefilestore.com .livemeeting.com .lync.com .mesh.com .mgmt.live .microsoft-int.com .microsoft.com .microsoft.com.au .microsoft.com.tr .microsoft.fr
.microsoftonline-int.com .microsoftonline-p-int.com .microsoftonline-p.com .microsoftonline-p.net .microsoftonline.com .microsoftonline.net .microsoftprime.com
.microsoftstore.com .microsoftstore.com.br .microsoftstore.com.cn .microsoftstore.com.hk .microsofttranslator.com .microsoftvirtualacademy.com .modern.ie
.msads.net .msgamestudios.com .msn-int.com .msn.cn .msn.co.jp .msn.com .msn.com.cn .msocdn.com .office-int.com .office-int.net .office.com .office.net
.office365.com .officeppe.com .officeppe.net .onedrive.com .onenote.com .onenote.net .outlook.com .pfx.ms .redmond.corp.microsoft.com .s-microsoft.com
.s-msft.com .s-msn.com .sfx-df.ms .sfx-int.ms .sfx.ms .sharepoint.com .sharepointonline.com .skype.com .skype.net .skypeassets.com .sqlazurelabs.com
.surface.com .syncxp.net .trouter.io .virtualearth.net .visualstudio.com .vo.msecnd.net .windows-int.net .windows.com .windows.net .windowsazure.com
.windowsmedia.com .windowsphone-int.com .windowsphone-int.net .windowsphone.com .windowsphone.net .windowssearch.com .windowsstore.com .windowsupdate.com
.wlxrs.com .xbox.com .xboxlive.com .zune.net 003-1-d.outlook.com 003-1-d.prod.outlook.com azdns-migration-ns-validation.cn azure-api.net azure-apim.net
azure-devices.net azure-mobile.net azure.com azurebiganalytics.net azuredatacatalog.com azuredatalake.net azuredatalakeanalytics.net azuredatalakestore.net
azureedge.net azurehdinsight-stage.net azurehdinsight.net azurewebsites.net bing.com cloudapp-int.net cloudapp-preview.com cloudapp-preview.net cloudapp.net
clouddatahub.net cloudwebappproxy.net community-stage.skype.com download.cortana.cn.bing.com download.microsoft.com gfx-int.ms hdinsightservices.net
healthvault-ppe.com homeserver.com hotmail.co.uk hotmail.com iespdytst iespdytst.redmond.corp.microsoft.com ieta-wa-24 insidersurveys.windows.com live.fi
management-azure-devices.net mgmt-azure-api.net microsoft.com microsoftcrmportals.com microsoftcrmportalstest.com microsoftkonacompute.net
microsoftprojecttokyo.com microsoftstream.com modern.ie msappproxy.net o365apps.net office-int.com office.com onedrive.com onenote.com outlook-int.com
outlook.com pbiwebcontent.com pod71084-pri.outlook.com pod71084.outlook.com powerbi.com powerusers-staging.microsoft.com powerusers.microsoft.com
remotewebaccess.com stage-azurewebsites.net stage-o365apps.net telecommand.telemetry.microsoft.com visualstudio.com vortex-sandbox.data.microsoft.com
vsallin.net vsassets.io watson.telemetry.microsoft.com www.insidersurveys.windows.com za.microsoftstore.com
`),
  },
  // version 27
  {
    name: 'List of known URL Shorteners domains',
    type: 'hostname',
    matching_attributes: entries(`domain hostname domain|ip url uri`),
    list: entries(`
1url.com 2h.ae 2ly.link 2no.co 2uuu.me 3c5.com 42url.com 4x.si 7x.qa 9lick.me abre.ai abrv.in adcraft.co adcrun.ch adf.ly adflav.com aiy.ooo aka.gr amzn.id
amzn.to artist.link atomicurl.com b2n.ir bc.vc bee4.biz belea.link bit.do bit.ly bitly.com bitly.com.vn bitly.lc bitly.ws bom.so buff.ly buzurl.com bx.ms
cal.link cektkp.com chatg.pt ci.ci clc.li clck.ru clik.is clik.now cml.lol coki.me cszone.hu cur.lv cut.by cutt.ly cutt.us cuty.io d.to db.tt dft.ba dik.si
dub.co dub.sh dwz.mk e.vg encr.pw encurtador.dev etd.bz fig.page filoops.info flowto.it for.edu.sg for.sg fun.ly fzy.co g.shrinkrl.com gg-l.xyz ggl.link git.new
go.gov.sg go.ly gog.li golinks.co goo.by goo.gd goo.gl goo.su han.gl hit.my hyp.ae hyperurl.co i3l.ir ic9.in id.tl idm.in iii.im iiil.io ilang.in inlnk.co
insprl.com iplogger.com iplogger.org is.gd ito.mx ity.im iurl.vip j.mp jii.li komin.fo kortlink.dk kutt.it kutt.to kutti.co l.ead.me lc.cx link.zip.net
linksshortcut.com linkto.im litby.us ln.run lnk.co lnk.direct lnk.ink lnk.pw lnk.ua lnkd.in lnkfi.re long.af longurl.in maxiurl.com mcaf.ee me2.do merky.de
minlink.com.br mjt.lu mtr.bio mub.me my5353.com mylinks.ai myqrcode.mobi n9.cl nanourly.in neya.io nov.io o2o.to odesli.co onelink.to onx.la ouvaton.link ow.ly
p6l.org picz.us po.st postly.link ppt.cc prettylinkpro.com q-r.to q.gs qr-codes.io qr.ae qr.net qrco.de qrcodedynamic.com qrcodes.pro qrkit.co rb.gy rebrand.ly
rebrandly.com rebrandly.info relink.is reurl.cc ricardo.news s.devh.in s.ee s.gy s.id s.rlp.de s3r.io s59.site scanned.page scrnch.me shly.link shorten.ee
shorten.is shorten.tv shorter.me shortquik.com shorturl.ae shorturl.asia shorturl.at shrinkrl.com shrt.bonosmles.ec shrtcnl.com sht.ac sk.gy sl8.in smarturl.it
smurl.fr sn.rs snip.ly song.link spoo.me sprl.in spti.fi srink.co su.pr surl.li t.co t.ly temporary-url.com tg.pe tiny.cc tinyarrows.com tinyurl.com
tinyurl.mobi tota2.com tr.ee tr.im trimz.me tt.vg tweez.me twitthis.com twixar.com twixar.me tyny.to u.bb u.to url.sg urled.cc urled.pro urless.com urlr.me
urlshort.dev urltin.com urlz.fr ux9.de v.gd v.ht vtaurl.com vzturl.com webz.cc wp.me x.co x.gd xlinkz.info xshort.co xso.to xtu.me xy2.eu yirra.net ykm.de
yourls.org youtu.be yu2.it yu3.io zpag.es zpr.io zurl.to zws.im zzb.bz
`),
  },
  // version 10
  {
    name: 'List of known domains to know external IP',
    type: 'hostname',
    matching_attributes: entries(`domain hostname domain|ip uri url`),
    list: entries(`
2ip.ru 2ip.tools aboutmyip.com api.ipify.org api.myip.com api.wipmania.com bearsmyip.com bot.whatismyipaddress.com check-my-ip.net checkip-waw.dyndns.com
checkip.amazonaws.com checkip.dns.he.net checkip.dyndns.com checkip.dyndns.es checkip.dyndns.org checkip.global.api.aws checkip.narak.com checkmyip.com
cmyip.com cmyip.net crymyip.com curlmyip.com curlmyip.net dawhois.com db-ip.com dnswatch.info dpool.sina.com.cn e-localizaip.com extreme-ip-lookup.com
findmyip.org findmyipaddress.com formyip.com freegeoip.app freegeoip.live geodatatool.com geoip.co.uk geoip.vmn.net geoiptool.com get-myip.com getmyip.org
hostip.info icanhazip.com ident.me ifcfg.me ifconfig.co ifconfig.me ilmioip.it indirizzo-ip.com inet-ip.info ip-1.com ip-addr.es ip-address.cc ip-address.ru
ip-adress.com ip-adress.eu ip-api.com ip-check.info ip-detect.net ip-info.ff.avast.com ip-info.org ip-info.xyz ip-ping.ru ip-score.com ip-secrets.com
ip-who-is.com ip-whois.net ip.amulex.com ip.anysrc.net ip.cctv.pk ip.chinaz.com ip.cn ip.mail.ru ip.my-proxy.com ip.taobao.com ip.tool.la ip.tyk.nu
ip.webmasterhome.cn ip138.com ip2location.com ip2nation.com ip4.me ipaddress.com ipaddress.org ipaddresscheck.com ipapi.co ipchecker.info ipchicken.com
ipecho.net ipify.org ipinfo.info ipinfo.io ipinfodb.com ipleak.net iplocation.net iplogger.org iplogger.ru ipmonkey.com iptrackeronline.com
ipv4bot.whatismyipaddress.com ipv6-test.com ipv6bot.whatismyipaddress.com keliweb.it l2.io localizaip.com.br meip.eu meuip.net.br mio-ip.it mioip.biz mioip.ch
mioip.info mioip.it mioip.org mioip.win mon-ip.com my-ip-address.net mycamip.com myexternalip.com myglobalip.com myip.am myip.by myip.cc myip.cf myip.ch myip.cn
myip.co.il myip.co.nz myip.com.br myip.com.tw myip.com.ua myip.cz myip.dk myip.dnsdynamic.org myip.dnsomatic.com myip.dramor.net myip.easylife.tw myip.es
myip.eu myip.fi myip.gr myip.heltech.se myip.ht myip.info myip.io myip.is myip.israel.net myip.jacware.com myip.knet.ca myip.kz myip.ma myip.ms myip.mudfish.net
myip.mysau.com.au myip.net myip.nl myip.nmonitoring.com myip.northstate.net myip.nu myip.opendns.com myip.ozymo.com myip.report myip.rs.sr myip.ru myip.sdu.dk
myip.se myip.shorty.org myip.surfeasy.com myip.telespex.com myip.tk myip.tw myip.ua.edu myip.uconn.edu myip.v6shell.org myip.zone myipaddress.com myipinfo.net
myipnow.com myipnumber.com myiponline.com mylocation.org readip.info sfml-dev.org shmyip.com show-ip.com show-my-ip.de showip.net showipinfo.net showmemyip.com
showmyip.co.uk showmyip.com showmyip.com.ar showmyip.gr showmyipaddress.com showmyipaddress.eu showmyipnow.com smart-ip.net tell-my-ip.com tracemyip.com
tracemyip.org trackip.net tunnelbear.com ultratools.com utrace.de v4.ident.me v6.ident.me vermiip.es vinflag.com whatismybrowser.com whatismyip.akamai.com
whatismyip.ca whatismyip.com whatismyip.com.br whatismyip.everdot.org whatismyip.li whatismyip.net whatismyip.org whatismyipaddress.com whatismypublicip.com
whatmyip.us whats-my-ip-address.org whatsmyip.ie whatsmyip.net whatsmyip.org whatsmyip.us whatsmyipaddress.com whatsmyipaddress.net whereisip.net whoer.net
wtfismyip.com www.ip.cn xmyip.com yougetsignal.com youip.net your-ip-address.com yourip.us
`),
  },
]
