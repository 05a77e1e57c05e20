/** Whether the text is an IMEI: 15 digits whose last one is the Luhn check digit (3GPP TS 23.003, annex B). */
export function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false;
  let sum = 0;
  for (let position = 0; position < 15; position++) {
    const digit = Number(text[position]);
    const doubled = digit * 2;
    if (position % 2 === 0) sum += digit;
    else sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
