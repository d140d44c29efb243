// The pages before the door besides signing in: few people need them, so they come when they are asked for.
export { SignUp } from './sign-up';
export { Forgotten } from './forgotten';
export { Reset } from './reset';
export { Recovery } from './recovery';
export { Unfreeze } from './unfreeze';
export { Freeze, NotMe } from './freeze';
export { ProveAgain } from './prove-again';
