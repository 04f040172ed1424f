/* Ad Rem, the proof of work that stands in for the sum. Loaded only by those who ask for it.
   SHA-256 is written out because crypto.subtle is missing on plain http and slow for tiny inputs. */
const ROUND = [], START = [];
for (let n = 2; ROUND.length < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (prime && START.length < 8) START.push((Math.sqrt(n) * 2 ** 32) | 0);
  if (prime) ROUND.push((Math.cbrt(n) * 2 ** 32) | 0);
}
const turn = (x, by) => (x >>> by) | (x << (32 - by));

export function sha256(ascii) {
  const words = new Int32Array((((ascii.length + 8) >> 6) + 1) * 16), w = new Int32Array(64);
  for (let i = 0; i < ascii.length; i++) words[i >> 2] |= ascii.charCodeAt(i) << (24 - (i % 4) * 8);
  words[ascii.length >> 2] |= 0x80 << (24 - (ascii.length % 4) * 8);
  words[words.length - 1] = ascii.length * 8;
  const hash = START.slice();
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i];
      else {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] = (hash[i] + value) | 0; });
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

export async function solve({ algorithm, challenge, salt, signature, maxNumber, maxnumber = maxNumber || 1000000 }) {
  let breath = performance.now();
  for (let number = 0; number <= maxnumber; number++) {
    if (sha256(salt + number) === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    if (number % 100 === 0 && performance.now() - breath > 12) {
      await new Promise((done) => setTimeout(done)); // The page stays alive while its processor works.
      breath = performance.now();
    }
  }
  return null;
}
