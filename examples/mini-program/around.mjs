// For ./hookswitch mini-program --around: the doors' server is examples/server on this machine.
export const servers = { 'https://doors.example': 'http://127.0.0.1:3000' }
