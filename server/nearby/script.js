/**
 * Sorts the list by how far each machine is. Where somebody is stays in his browser: the server has sent every machine,
 * and is told nothing. Written for old phones, and the list is whole without it.
 */
(() => {
  const button = document.getElementById('nearest');
  const answer = document.getElementById('answer');
  const sorted = document.getElementById('by-distance');
  const all = Array.from(document.querySelectorAll('li.machine'));
  // Browsers tell where they are to encrypted pages alone.
  if (!navigator.geolocation || !window.isSecureContext || all.length === 0) return;
  document.getElementById('locate').hidden = false;

  button.addEventListener('click', () => {
    answer.textContent = button.dataset.looking;
    navigator.geolocation.getCurrentPosition(show, refuse, { timeout: 15000, maximumAge: 60000 });
  });

  function refuse() {
    answer.textContent = button.dataset.notFound;
  }

  function show({ coords }) {
    const far = new Map(all.map((item) => [item, metres(item, coords)]));
    const has = (item) => /plenty|some|few/.test(item.dataset.stock);
    const order = all.slice().sort((a, b) => far.get(a) - far.get(b));
    const first = order.find((item) => has(item) && Number.isFinite(far.get(item)));
    for (const item of order) {
      tell(item, far.get(item));
      sorted.append(item);
    }
    document.getElementById('sorted').hidden = false;
    for (const other of document.querySelectorAll('.by-district')) other.hidden = true;
    answer.textContent = first
      ? button.dataset.found
          .replace('{name}', () => first.querySelector('h3').textContent)
          .replace('{distance}', () => words(far.get(first)))
      : button.dataset.foundNone;
  }

  function tell(item, distance) {
    let place = item.querySelector('.distance');
    if (place === null) {
      place = document.createElement('p');
      place.className = 'distance soft';
      item.querySelector('h3').after(place);
    }
    place.textContent = Number.isFinite(distance) ? words(distance) : '';
  }

  /** On a ball, which over a city is right to some metres. A machine without a place is last. */
  function metres(item, { latitude, longitude }) {
    const link = item.querySelector('h3 a');
    if (link === null) return Number.POSITIVE_INFINITY;
    const place = new URL(link.href).searchParams;
    const radians = (degrees) => (degrees * Math.PI) / 180;
    const [a, b] = [radians(latitude), radians(Number(place.get('mlat')))];
    const half = (angle) => Math.sin(angle / 2) ** 2;
    const turn =
      half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(longitude - Number(place.get('mlon'))));
    return 2 * 6371000 * Math.asin(Math.min(1, Math.sqrt(turn)));
  }

  /** To ten metres, or to a hundred from a kilometre on: a phone knows no better, and nobody walks straight. */
  function words(distance) {
    const isFar = distance >= 995;
    const style = {
      style: 'unit',
      unit: isFar ? 'kilometer' : 'meter',
      maximumFractionDigits: isFar ? 1 : 0,
    };
    const value = isFar ? distance / 1000 : Math.round(distance / 10) * 10;
    return new Intl.NumberFormat(document.documentElement.lang, style).format(value);
  }
})();
