import { makeShot } from './face-set.ts';
for (let r=0;r<5;r++){ const t=performance.now(); let n=0; for(let i=0;i<8;i++) for (const c of [0,1,3]) { await makeShot(1,i,c); n++; } console.log(((performance.now()-t)/n).toFixed(2),'ms'); }
