// How it rings and what the desktop shows.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { mayRing, setSpeaker, setVolume, speaker, test, volume } from "../sound";
import { askLeave, canNotify, mayNotify } from "../tell";
import { toast } from "../toast";
import { Icon } from "../ui";

export function Sound() {
  const speakers = useSignal<MediaDeviceInfo[]>([]);
  useEffect(() => {
    // Without leave for the microphone devices have no names; then only the machine's own is offered.
    void navigator.mediaDevices?.enumerateDevices().then((all) => (speakers.value = all.filter(({ kind, label }) => kind === "audiooutput" && label)));
  }, []);
  return (
    <section class="card" aria-labelledby="sound-title">
      <header><h2 id="sound-title">{t("Ring and notifications")}</h2></header>
      <div class="inside fields">
        <p class="field"><label for="set-volume">{t("Volume of the ring")}</label>
          <input id="set-volume" type="range" min="0" max="1" step="0.05" value={volume()} onChange={(e) => (setVolume(Number(e.currentTarget.value)), test())} /></p>
        <p class="field"><label for="set-speaker">{t("Rings on")}</label>
          <select id="set-speaker" value={speaker()} onChange={(e) => setSpeaker(e.currentTarget.value)}>
            <option value="">{t("the machine's own loudspeaker")}</option>
            {speakers.value.map(({ deviceId, label }) => <option key={deviceId} value={deviceId}>{label}</option>)}
          </select></p>
        <p class="field"><span class="label">{t("Listen to it")}</span><span class="row"><button type="button" class="button" data-test-ring onClick={test}><Icon name="volume-up" />{t("Ring once")}</button>{mayRing.value && <small class="muted">{t("sound is on")}</small>}</span></p>
        <Desktop />
      </div>
    </section>
  );
}

function Desktop() {
  const may = useSignal(mayNotify());
  const ask = async () => {
    may.value = await askLeave();
    if (!may.value) toast(t("The browser does not allow it. Look into its settings for this site."), "warn");
  };
  return (
    <p class="field wide"><span class="label">{t("Notifications on the desktop")}</span>
      {!canNotify() ? <span>{t("Not here: the page is not secure (https). The title flashes and the icon carries a dot instead.")}</span>
        : may.value ? <span>{t("allowed")}</span> : <span><button type="button" class="button" onClick={() => void ask()}><Icon name="bell" />{t("Allow them")}</button></span>}</p>
  );
}
