// The nonce under which this page may add style sheets while it runs. Apart, and imported first, because libraries that
// style a page while they run look for it when they are loaded.

const marker = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

/** The nonce of this page; empty where the page was served without one. */
export const styleNonce: string = marker?.nonce ?? '';

Object.assign(globalThis, { __webpack_nonce__: styleNonce });
