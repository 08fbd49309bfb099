"""Amazon ECR: repositories, images, layers, tokens, policies, registry settings, templates."""

from lading.operation import Operation
from lading.services.ecr.account_settings import get_account_setting, put_account_setting
from lading.services.ecr.image_changes import batch_delete_image, put_image
from lading.services.ecr.image_reads import batch_get_image, describe_images, list_images
from lading.services.ecr.layers import batch_check_layer_availability, get_download_url_for_layer
from lading.services.ecr.lifecycle_policies import (
    delete_lifecycle_policy,
    get_lifecycle_policy,
    put_lifecycle_policy,
)
from lading.services.ecr.lifecycle_previews import (
    get_lifecycle_policy_preview,
    start_lifecycle_policy_preview,
)
from lading.services.ecr.lifecycle_runs import explain_lifecycle_policy, run_lifecycle_policy
from lading.services.ecr.policies import (
    delete_repository_policy,
    get_repository_policy,
    set_repository_policy,
)
from lading.services.ecr.pull_exclusions import (
    deregister_pull_time_update_exclusion,
    list_pull_time_update_exclusions,
    register_pull_time_update_exclusion,
)
from lading.services.ecr.referrers import list_image_referrers
from lading.services.ecr.registry import describe_registry
from lading.services.ecr.registry_policies import (
    delete_registry_policy,
    get_registry_policy,
    put_registry_policy,
)
from lading.services.ecr.repositories import (
    create_repository,
    delete_repository,
    describe_repositories,
    put_image_tag_mutability,
)
from lading.services.ecr.resource_tags import (
    list_tags_for_resource,
    tag_resource,
    untag_resource,
)
from lading.services.ecr.scanning import put_image_scanning_configuration
from lading.services.ecr.sweeping import (
    sweep_layers,
    sweep_objects,
    sweep_strays,
    sweep_uploads,
)
from lading.services.ecr.template_changes import (
    create_repository_creation_template,
    delete_repository_creation_template,
    describe_repository_creation_templates,
    update_repository_creation_template,
)
from lading.services.ecr.tokens import get_authorization_token
from lading.services.ecr.uploads import (
    complete_layer_upload,
    initiate_layer_upload,
    upload_layer_part,
)

OPERATIONS: tuple[Operation, ...] = (
    get_authorization_token,
    create_repository,
    describe_repositories,
    delete_repository,
    put_image_tag_mutability,
    put_image_scanning_configuration,
    set_repository_policy,
    get_repository_policy,
    delete_repository_policy,
    batch_check_layer_availability,
    initiate_layer_upload,
    upload_layer_part,
    complete_layer_upload,
    get_download_url_for_layer,
    put_image,
    batch_get_image,
    describe_images,
    list_images,
    list_image_referrers,
    batch_delete_image,
    put_lifecycle_policy,
    get_lifecycle_policy,
    delete_lifecycle_policy,
    tag_resource,
    untag_resource,
    list_tags_for_resource,
    describe_registry,
    put_registry_policy,
    get_registry_policy,
    delete_registry_policy,
    put_account_setting,
    get_account_setting,
    create_repository_creation_template,
    update_repository_creation_template,
    delete_repository_creation_template,
    describe_repository_creation_templates,
    register_pull_time_update_exclusion,
    deregister_pull_time_update_exclusion,
    list_pull_time_update_exclusions,
    sweep_layers,
    sweep_uploads,
    sweep_strays,
    sweep_objects,
    start_lifecycle_policy_preview,
    get_lifecycle_policy_preview,
    run_lifecycle_policy,
    explain_lifecycle_policy,
)
