// Passkeys: browsers have them only in scripts. The form asks the server what the device must sign,
// and then sends the device's answer as any other form.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const credentials = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

const create = (options) =>
  navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: credentials(options.excludeCredentials),
    },
  });

const get = (options) =>
  navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: credentials(options.allowCredentials),
    },
  });

const answer = (credential) => {
  const from = credential.response;
  const response = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const run = async (form, kind) => {
  const fields = new URLSearchParams(new FormData(form));
  fields.delete('credential');
  const reply = await fetch(form.action + '/options', { method: 'POST', body: fields });
  if (reply.redirected) {
    // The session ended, or the person must prove first who they are.
    location.assign(reply.url);
    return;
  }
  if (!reply.ok) throw new Error('HTTP ' + reply.status);
  const { publicKey } = await reply.json();
  const credential = await (kind === 'create' ? create(publicKey) : get(publicKey));
  form.elements.namedItem('credential').value = answer(credential);
  form.submit();
};

for (const place of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential) continue;
  if (location.origin !== place.dataset.origin) {
    for (const note of document.querySelectorAll('[data-passkey-elsewhere]')) note.hidden = false;
    continue;
  }
  const form = place.querySelector('form');
  const failed = place.querySelector('[data-failed]');
  place.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    failed.hidden = true;
    run(form, place.dataset.passkey).catch(() => {
      failed.hidden = false;
    });
  });
}
