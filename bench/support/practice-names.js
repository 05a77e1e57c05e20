export const patientId = (index) => `P${String(index + 1).padStart(6, '0')}`;
export const deviceId = (index) => `D${String(index + 1).padStart(6, '0')}`;
