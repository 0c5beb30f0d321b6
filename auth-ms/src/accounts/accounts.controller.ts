import { Controller } from '@nestjs/common';
import {
  type AccountDeleted,
  type AccountView,
  DeleteAccount,
  type DeleteAccountRequest,
  GetContacts,
  type GetContactsReply,
  type GetContactsRequest,
  GetProfile,
  Register,
  type RegisterRequest,
  type SignedIn,
  UpdateProfile,
  type UpdateProfileRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { DeleteAccountUseCase } from './delete-account.use-case.js';
import { GetContactsUseCase } from './get-contacts.use-case.js';
import { GetProfileUseCase } from './get-profile.use-case.js';
import { RegisterUseCase } from './register.use-case.js';
import { UpdateProfileUseCase } from './update-profile.use-case.js';

/** Registration and the caller's own account. */
@Controller()
export class AccountsController {
  constructor(
    private readonly registerUseCase: RegisterUseCase,
    private readonly getProfileUseCase: GetProfileUseCase,
    private readonly getContactsUseCase: GetContactsUseCase,
    private readonly updateProfileUseCase: UpdateProfileUseCase,
    private readonly deleteAccountUseCase: DeleteAccountUseCase,
  ) {}

  @RpcHandler(Register)
  register(request: RegisterRequest): Promise<SignedIn> {
    return this.registerUseCase.execute(request);
  }

  @RpcHandler(GetProfile)
  getProfile(): Promise<AccountView> {
    return this.getProfileUseCase.execute();
  }

  @RpcHandler(GetContacts)
  getContacts({ userIds }: GetContactsRequest): Promise<GetContactsReply> {
    return this.getContactsUseCase.execute(userIds);
  }

  @RpcHandler(UpdateProfile)
  updateProfile(request: UpdateProfileRequest): Promise<AccountView> {
    return this.updateProfileUseCase.execute(request);
  }

  @RpcHandler(DeleteAccount)
  deleteAccount(request: DeleteAccountRequest): Promise<AccountDeleted> {
    return this.deleteAccountUseCase.execute(request);
  }
}
